package mercat.lab.torture;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import mercat.lab.terminal.Numbers;

/**
 * One fault that was made to happen: what was done, what was measured, and which promise it broke.
 * Moments are of {@link System#nanoTime()}.
 */
final class Incident {
  /** How long after a fault somebody may still be named, or not yet be. */
  private static final long TRUTH_MS_MAX = 60_000;

  /** How long after the database accepts connections nobody may be served. */
  private static final long AFTER_DATABASE_MS_MAX = 5_000;

  /** How long a process that holds a log's head and does nothing may keep all others waiting. */
  private static final long SILENT_MS_MAX = 1_500;

  /** Below this share of unused processor time everything waits for everything. */
  private static final double ROOM_MIN = 0.1;

  private final String id;
  private final Pace pace;
  private final Consumer<String> hearer;
  private final long beganNanos;
  private final List<String> said = new ArrayList<>();
  private final Map<Figure, Long> figures = new EnumMap<>(Figure.class);
  private final List<String> complaints = new ArrayList<>();
  private final List<String> delays = new ArrayList<>();
  private Optional<Zombies> zombies = Optional.empty();
  private Runnable examination = () -> {};
  private boolean hitOldest;
  private long healedNanos;
  private long endNanos;
  private boolean recovered;
  private double room = 1;

  Incident(String id, Pace pace, long beganNanos, Consumer<String> hearer) {
    this.id = id;
    this.pace = pace;
    this.beganNanos = beganNanos;
    this.hearer = hearer;
  }

  /**
   * Frozen processes that came back.
   *
   * @param inHand orders they were at work for when they were frozen, in all
   * @param left orders they had not answered when they went on: those, and what they were sent
   *     meanwhile
   * @param lookedAt orders that were looked at for anything done twice
   * @param doneTwice what was, the first few of each case counted
   */
  public record Zombies(int inHand, long left, long lookedAt, int doneTwice) {
    Zombies plus(Zombies other) {
      return new Zombies(
          inHand + other.inHand,
          left + other.left,
          lookedAt + other.lookedAt,
          doneTwice + other.doneTwice);
    }
  }

  void say(String what) {
    said.add(what);
    hearer.accept(id + " " + what);
  }

  void note(Figure figure, long value) {
    figures.merge(figure, value, figure::both);
  }

  void noteMs(Figure figure, long nanos) {
    note(figure, nanos / 1_000_000);
  }

  /** Nothing excuses it. */
  void complain(String what) {
    complaints.add(what);
  }

  /** Something came late, or not in time to prove anything: a slow machine may excuse it. */
  void delayed(String what) {
    delays.add(what);
  }

  /** The unused share of the processor's time from the beginning to the end. */
  void room(double share) {
    room = share;
  }

  /** Whether lateness says nothing, since all that time the machine had nothing left to give. */
  boolean isTooSlowToTell() {
    return room < ROOM_MIN;
  }

  void noteOldest() {
    hitOldest = true;
  }

  /** Something is to be examined when it has had its time to do harm. */
  void examineLater(Runnable look) {
    examination = look;
  }

  void examine() {
    examination.run();
  }

  /** A frozen process went on: orders in hand when it was frozen, and what was found afterwards. */
  void cameBack(int inHand, NothingTwice.Found found) {
    zombies =
        Optional.of(new Zombies(inHand, found.ofKeys(), found.orders(), found.twice().size()));
    found.twice().forEach(what -> complain("done twice: " + what));
    if (found.ofKeys() == 0 || found.orders() == 0) {
      delayed("the frozen node had nothing to do, which proves nothing");
    }
  }

  /**
   * All nodes and all clients had died, the nodes were started again, and nobody asked for
   * anything.
   *
   * @param pending orders without a fate when the database answered again
   * @param settledMs from the crash until every order had its fate and everybody had followed
   * @param isAtRest whether that came in time
   * @param broken invariants that did not hold then, what clients were told included
   */
  void crashed(long pending, long settledMs, boolean isAtRest, List<String> broken) {
    note(Figure.PENDING_MAX, pending);
    note(Figure.SETTLED_MS_MAX, settledMs);
    if (!isAtRest) {
      delayed("not at rest by itself after " + Numbers.seconds(settledMs));
    }
    broken.forEach(what -> complain("when nobody had asked again: " + what));
  }

  void caught(Ambush ambush, long silentNanos) {
    noteMs(Figure.SILENT_MS_MAX, silentNanos);
    if (ambush.held().isEmpty()) {
      delayed("never caught between append and COMMIT in %d stops".formatted(ambush.stops()));
    }
  }

  /**
   * Waiting for the end is over.
   *
   * @param healed when nothing was kept wrong any more
   * @param end when every node was ready and everybody was served as before
   * @param inTime whether that came in time
   */
  void over(long healed, long end, boolean inTime) {
    healedNanos = healed;
    endNanos = end;
    recovered = inTime;
  }

  /** The promises that were broken. */
  List<String> broken() {
    var broken = new ArrayList<>(complaints);
    if (!isTooSlowToTell()) {
      broken.addAll(late());
    }
    return named(broken);
  }

  /** What came late, where that says nothing. */
  List<String> untold() {
    return isTooSlowToTell() ? named(late()) : List.of();
  }

  private List<String> named(List<String> sentences) {
    return sentences.stream().map(what -> id + ": " + what).toList();
  }

  private List<String> late() {
    var late = new ArrayList<>(delays);
    if (!recovered) {
      late.add("not everybody was served as before in time");
    }
    var waited = Math.max(figure(Figure.WAITED_MS_MAX), figure(Figure.MAX_UNAVAILABLE_MS));
    var again = id.equals("F9") ? figure(Figure.SERVED_AGAIN_MS_MAX) : 0;
    var silent = figure(Figure.SILENT_MS_MAX);
    var stale = figure(Figure.STALE_MS_MAX);
    var truthful = figure(Figure.TRUTHFUL_MS_MAX);
    var truthMax = scaled(TRUTH_MS_MAX);
    hold(waited, waitMsMax(), "a client was not served for %s, bound %s", late);
    hold(
        again,
        AFTER_DATABASE_MS_MAX,
        "nobody was served for %s after the database accepted connections, bound %s",
        late);
    hold(
        silent, SILENT_MS_MAX, "nobody was served for %s while another held a log, bound %s", late);
    hold(stale, truthMax, "a dead node was named for %s", late);
    hold(truthful, truthMax, "nodes agreed on who is there only after %s", late);
    if (figures.containsKey(Figure.SIDE_ORDERS_MIN) && figure(Figure.SIDE_ORDERS_MIN) == 0) {
      late.add("one side of the parted nodes took no order");
    }
    return late;
  }

  /** A bound that contains a start. */
  private long scaled(long ms) {
    return (long) (ms * pace.slowness());
  }

  private static void hold(long ms, long msMax, String words, List<String> late) {
    if (ms > msMax) {
      late.add(words.formatted(Numbers.seconds(ms), Numbers.seconds(msMax)));
    }
  }

  private long waitMsMax() {
    return switch (id) {
      case "F1", "F2" -> 5_000;
      case "F3" -> hitOldest ? 30_000 : 15_000;
      case "F5" -> 15_000;
      case "F9" -> (healedNanos - beganNanos) / 1_000_000 + AFTER_DATABASE_MS_MAX;
      case "F21" -> scaled(60_000);
      default -> Long.MAX_VALUE;
    };
  }

  /** Whether a request that lived from one moment to another met it, or what came after it. */
  boolean meets(RequestTally.Wait request) {
    return request.touches(beganNanos, endNanos);
  }

  String id() {
    return id;
  }

  @Override
  public String toString() {
    return "%s is over: %s; nobody served for %s, %s"
        .formatted(
            id,
            String.join("; ", said),
            Numbers.seconds(figure(Figure.MAX_UNAVAILABLE_MS)),
            recovered
                ? "recovered in " + Numbers.seconds(figure(Figure.RECOVER_MS_MAX))
                : "NOT recovered in time");
  }

  boolean recovered() {
    return recovered;
  }

  Map<Figure, Long> figures() {
    return figures;
  }

  long figure(Figure figure) {
    return figures.getOrDefault(figure, 0L);
  }

  Optional<Zombies> zombies() {
    return zombies;
  }
}
