package mercat.provider;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a provider behaves: which of its answers fail, and how it sends its hooks.
 *
 * @param failing the share of requests that fail, from 0 to 1
 * @param faults in which of these ways, all alike
 * @param hooks where it sends hooks, in turn: plain HTTP, {@value #HOOKS_MAX} at most; nowhere:
 *     none are made
 * @param copies how often it sends each hook, 1 to {@value #COPIES_MAX}
 * @param lateMs how much later than at once each copy may be sent, chosen by chance, so that they
 *     come in another order; {@value #LATE_MS_MAX} at most
 * @param badlySigned whether before each hook comes one that is signed by another secret
 */
public record Conduct(
    double failing,
    Set<StripeFault> faults,
    List<String> hooks,
    int copies,
    int lateMs,
    boolean badlySigned) {
  public static final int HOOKS_MAX = 20;
  public static final int COPIES_MAX = 10;
  public static final int LATE_MS_MAX = 600_000;

  private static final List<String> MEMBERS =
      List.of("badlySigned", "copies", "failing", "faults", "hooks", "lateMs");
  private static final SortedMap<String, StripeFault> FAULTS =
      new TreeMap<>(
          Stream.of(StripeFault.values())
              .collect(Collectors.toMap(Conduct::text, Function.identity())));

  /**
   * Every way in which it fails, if no others are named. Of the answer that names another intent
   * nobody can tell when it is the first that names one; one of four MB is for a test, and so is
   * one that keeps everybody away for a minute.
   */
  private static final Set<StripeFault> USUAL =
      EnumSet.complementOf(
          EnumSet.of(StripeFault.NONE, StripeFault.OTHER_ID, StripeFault.HUGE, StripeFault.PAUSE));

  public Conduct {
    if (!(failing >= 0 && failing <= 1)) {
      throw new IllegalArgumentException("failing: 0 to 1");
    }
    faults = Set.copyOf(faults);
    if (failing > 0 && faults.isEmpty()) {
      throw new IllegalArgumentException("faults: one or more are wanted");
    }
    hooks = List.copyOf(hooks);
    if (hooks.size() > HOOKS_MAX) {
      throw new IllegalArgumentException("hooks: " + HOOKS_MAX + " at most");
    }
    hooks.forEach(Conduct::requireHttp);
    check("copies", copies, 1, COPIES_MAX);
    check("lateMs", lateMs, 0, LATE_MS_MAX);
  }

  /** A provider that is well, and sends its hooks to some URLs. */
  public static Conduct well(List<String> hooks) {
    return new Conduct(0, USUAL, hooks, 1, 0, false);
  }

  /** The same, but a share of its answers fails. */
  public Conduct failing(double share) {
    return new Conduct(share, faults, hooks, copies, lateMs, badlySigned);
  }

  /** The same, but its hooks come more than once, late and in another order. */
  public Conduct confused(int times, int atMostMs) {
    return new Conduct(failing, faults, hooks, times, atMostMs, true);
  }

  /**
   * What a JSON object says; members that it lacks are as they are.
   *
   * @throws IllegalArgumentException that names the member that is wrong
   */
  Conduct with(JsonObject json) {
    for (var name : json.fieldNames()) {
      if (!MEMBERS.contains(name)) {
        throw new IllegalArgumentException(
            name + ": is not known; there are " + String.join(", ", MEMBERS));
      }
    }
    return new Conduct(
        member(json, "failing", failing, Number.class, "a number").doubleValue(),
        json.containsKey("faults")
            ? texts(json, "faults").map(Conduct::fault).collect(Collectors.toSet())
            : faults,
        json.containsKey("hooks") ? texts(json, "hooks").toList() : hooks,
        member(json, "copies", copies, Integer.class, "a whole number"),
        member(json, "lateMs", lateMs, Integer.class, "a whole number"),
        member(json, "badlySigned", badlySigned, Boolean.class, "true or false"));
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("failing", failing)
        .put("faults", new JsonArray(faults.stream().map(Conduct::text).sorted().toList()))
        .put("hooks", new JsonArray(hooks))
        .put("copies", copies)
        .put("lateMs", lateMs)
        .put("badlySigned", badlySigned);
  }

  /** What becomes of the next request. */
  StripeFault next(RandomGenerator chance) {
    return chance.nextDouble() < failing
        ? List.copyOf(faults).get(chance.nextInt(faults.size()))
        : StripeFault.NONE;
  }

  private static void requireHttp(String url) {
    try {
      var uri = URI.create(url);
      if ("http".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null) {
        return;
      }
    } catch (IllegalArgumentException noUrl) {
      // the same complaint
    }
    throw new IllegalArgumentException("hooks: " + url + " is not of the form http://host:port/…");
  }

  private static void check(String name, int figure, int min, int max) {
    if (figure < min || figure > max) {
      throw new IllegalArgumentException("%s: %d to %d".formatted(name, min, max));
    }
  }

  /** What an object says of a member; what it is now, where the object does not name it. */
  private static <T> T member(JsonObject json, String name, T now, Class<T> type, String wanted) {
    if (!json.containsKey(name)) {
      return now;
    }
    var value = json.getValue(name);
    if (type.isInstance(value)) {
      return type.cast(value);
    }
    throw new IllegalArgumentException("%s: %s is wanted".formatted(name, wanted));
  }

  private static Stream<String> texts(JsonObject json, String name) {
    if (json.getValue(name) instanceof JsonArray array
        && array.stream().allMatch(String.class::isInstance)) {
      return array.stream().map(String.class::cast);
    }
    throw new IllegalArgumentException(name + ": a list of texts is wanted");
  }

  private static StripeFault fault(String name) {
    var fault = FAULTS.get(name);
    if (fault == null) {
      throw new IllegalArgumentException(
          "faults: no fault is called %s; there are %s"
              .formatted(name, String.join(", ", FAULTS.keySet())));
    }
    return fault;
  }

  private static String text(StripeFault fault) {
    return fault.name().toLowerCase(Locale.ROOT);
  }
}
