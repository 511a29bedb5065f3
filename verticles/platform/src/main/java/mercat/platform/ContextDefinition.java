package mercat.platform;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a node must know of a bounded context to host it, said in one class per context.
 * Found by {@link java.util.ServiceLoader}; started in no particular order.
 */
public interface ContextDefinition {
  /**
   * The context's name: its schema, the first part of its addresses, its section in the
   * configuration.
   */
  String name();

  /** Further schemas whose tables its migrations create, each with a role of its own. Rare. */
  default Set<String> furtherSchemas() {
    return Set.of();
  }

  /** The section of the configuration that bears its name, null when it has none. */
  default @Nullable Class<? extends Record> config() {
    return null;
  }

  /**
   * Says what the context answers and follows, and wires it by hand. Runs on a virtual thread, may
   * await.
   */
  void start(BoundedContext context);
}
