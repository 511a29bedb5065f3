package mercat.contracts;

import java.util.Map;
import java.util.Set;

/**
 * Whose language a context speaks, that is whom it asks or follows. A new line is a decision: the
 * bus refuses whatever is not here, and the build whatever code would be written for it.
 */
public final class ContextMap {
  /** Those that a context asks or follows; whoever is not named here asks and follows nobody. */
  public static final Map<String, Set<String>> SPEAKS =
      Map.of(
          "audit", Set.of(),
          "feed", Set.of(),
          "inventory", Set.of("orders"),
          "notifications", Set.of("accounts", "orders", "payments"),
          "orders", Set.of("accounts", "catalog", "inventory", "payments", "promotions"),
          "payments", Set.of("orders"),
          "promotions", Set.of("orders"),
          "recommendations", Set.of("accounts", "catalog", "orders"));

  /**
   * Those without which a shop goes on: an edge is ready where they are not served, and says what
   * is left.
   */
  public static final Set<String> DISPENSABLE =
      Set.of("audit", "feed", "notifications", "promotions", "recommendations");

  /** Asks in the name of everybody outside. */
  private static final String EDGE = "edge";

  /** Read the log of every context, those to come included, and speak the language of none. */
  private static final Set<String> READERS = Set.of("audit", "feed");

  private ContextMap() {}

  /**
   * Whether somebody may ask a context.
   *
   * @param asker a context, or a part of one, which is named after it, such as {@code
   *     edge-products}
   */
  public static boolean mayAsk(String asker, String asked) {
    int end = asker.indexOf('-');
    var context = end < 0 ? asker : asker.substring(0, end);
    return context.equals(EDGE)
        || READERS.contains(context)
        || context.equals(asked)
        || SPEAKS.getOrDefault(context, Set.of()).contains(asked);
  }
}
