package mercat.platform.log;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import mercat.contracts.Vocabulary;
import mercat.contracts.log.ReadEvents;
import mercat.contracts.log.ReadLog;
import mercat.platform.Call;
import mercat.platform.Deadline;
import mercat.platform.Failure;
import mercat.platform.NodeRuntime;
import org.jspecify.annotations.Nullable;

/**
 * The logs of all contexts as readers outside follow them: a reader remembers by itself how far it
 * has come in each, and may wait for what comes next. Belongs to one event loop.
 */
public final class EventFeed {
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(4);

  /** So often whoever waits looks whether there was a ring: what comes meanwhile comes together. */
  private static final long TICK_MS = 50;

  /** After which logs are looked at without a ring: one may be lost. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private final NodeRuntime runtime;

  /** Rings of each log's bell, counted. */
  private final Map<String, Long> rings = new HashMap<>();

  private @Nullable Future<Void> hearing;
  private boolean isClosed;

  public EventFeed(NodeRuntime runtime) {
    this.runtime = runtime;
  }

  /**
   * How far a reader has come in one log.
   *
   * @param incarnation the life of the log
   * @param position of the last event that was read, 0 for none
   */
  public record Place(UUID incarnation, long position) {}

  /**
   * What a reader wants.
   *
   * @param places how far it has come, by context; a log that is not here is read from its
   *     beginning
   * @param fromEnd whether a log that is not in {@code places} is read from its present end instead
   * @param limit the most events, 1 to {@value ReadEvents#LIMIT_MAX}
   * @param patience how long to wait for events when there are none
   * @param isGone whether nobody is there any more to be told
   */
  public record Question(
      Map<String, Place> places,
      boolean fromEnd,
      int limit,
      Duration patience,
      BooleanSupplier isGone) {
    public Question {
      places = Map.copyOf(places);
    }
  }

  /** What there is for a reader. */
  public sealed interface Reading {
    /**
     * What comes next: of each log in its order and without a gap, among logs about in the order of
     * time.
     *
     * @param places from which to go on
     * @param unavailable the contexts that did not answer: what is in their logs comes later
     */
    record Page(List<CloudEvent> events, Map<String, Place> places, Set<String> unavailable)
        implements Reading {
      public Page {
        events = List.copyOf(events);
        places = Map.copyOf(places);
        unavailable = Set.copyOf(unavailable);
      }
    }

    /** What comes next in a log cannot be had any more. */
    record Gone(String context, Why why) implements Reading {}
  }

  /** Why a reader cannot go on from where it is. */
  public enum Why {
    /** The log was restored from a backup, or is another shop's. */
    ANOTHER_LOG,

    /** So old a part of the log is not kept. */
    REMOVED,

    /** The log ends before the reader's position. */
    BEYOND_END
  }

  /**
   * Reads what comes next, and waits for it when there is nothing.
   *
   * @param call of the reader, who must hold {@link EventReader#SCOPE}; its deadline is not that of
   *     the wait
   * @return fails as <em>unavailable</em> when no context answers, or not every one from whose end
   *     to read on
   */
  public Future<Reading> read(Question question, Call call) {
    return hear()
        .compose(heard ->
            look(
                new Looking(question, Deadline.after(question.patience()), call),
                new Reading.Page(List.of(), question.places(), Set.of()),
                Vocabulary.CONTEXTS));
  }

  /** Ends every wait, now and from now on: readers go on at another node. */
  public void close() {
    isClosed = true;
  }

  /** A question on its way. */
  private record Looking(Question question, Deadline end, Call caller) {
    /** A reader may wait longer than contexts have time to answer. */
    Call call() {
      return new Call(
          Deadline.after(READ_TIMEOUT), caller.actor(), caller.trace(), caller.caller());
    }
  }

  /** Looks into some logs, and once more into those that ring later while there is nothing. */
  private Future<Reading> look(Looking looking, Reading.Page so, Set<String> contexts) {
    var heard = Map.copyOf(rings);
    return ask(looking, so, contexts)
        .compose(reading -> {
          if (!(reading instanceof Reading.Page page) || !page.events().isEmpty()) {
            return Future.succeededFuture(reading);
          }
          return news(looking, heard)
              .compose(rung -> {
                if (rung.isEmpty()) {
                  return Future.succeededFuture(page);
                }
                rung.addAll(page.unavailable());
                return look(looking, page, rung);
              });
        });
  }

  private Future<Reading> ask(Looking looking, Reading.Page so, Set<String> contexts) {
    var asked = new TreeMap<String, Future<ReadEvents.Reply>>();
    for (var context : contexts) {
      var place = so.places().get(context);
      long start = looking.question().fromEnd() ? ReadLog.END : 0;
      var request =
          new ReadEvents(
              context,
              place == null ? null : place.incarnation(),
              place == null ? start : place.position(),
              looking.question().limit());
      asked.put(context, runtime.bus().ask(request, looking.call()));
    }
    return Future.join(List.copyOf(asked.values()))
        .transform(answered -> answers(looking.question(), so, asked));
  }

  private static Future<Reading> answers(
      Question question, Reading.Page so, Map<String, Future<ReadEvents.Reply>> asked) {
    var merge = new FeedMerge(so.places());
    var unavailable = new TreeSet<>(so.unavailable());
    unavailable.removeAll(asked.keySet());
    for (var answer : asked.entrySet()) {
      var context = answer.getKey();
      if (answer.getValue().failed()) {
        var failure = Failure.of(answer.getValue().cause());
        if (!failure.kind().mayPass()
            || (question.fromEnd() && !so.places().containsKey(context))) {
          return Future.failedFuture(failure);
        }
        unavailable.add(context);
        continue;
      }
      switch (answer.getValue().result()) {
        case ReadEvents.Reply.Found found -> merge.add(context, found);
        case ReadEvents.Reply.OtherLog other -> {
          return gone(context, Why.ANOTHER_LOG);
        }
        case ReadEvents.Reply.Removed removed -> {
          return gone(context, Why.REMOVED);
        }
        case ReadEvents.Reply.BeyondEnd beyond -> {
          return gone(context, Why.BEYOND_END);
        }
      }
    }
    if (unavailable.size() == Vocabulary.CONTEXTS.size()) {
      return Future.failedFuture(Failure.unavailable("every context", null));
    }
    var events = merge.take(question.limit());
    return Future.succeededFuture(new Reading.Page(events, merge.places(), unavailable));
  }

  private static Future<Reading> gone(String context, Why why) {
    return Future.succeededFuture(new Reading.Gone(context, why));
  }

  /** Begins to hear the bells, when somebody reads for the first time. */
  private Future<Void> hear() {
    if (hearing == null || hearing.failed()) {
      var bus = runtime.bus();
      var registered =
          Vocabulary.CONTEXTS.stream()
              .map(context -> bus.onRing(context, () -> rings.merge(context, 1L, Long::sum)))
              .toList();
      hearing = Future.all(registered).mapEmpty();
    }
    return hearing;
  }

  /** The logs that have news; none when the wait is over before. */
  private Future<Set<String>> news(Looking looking, Map<String, Long> heard) {
    var lookAgain = Deadline.after(LOOK_AGAIN);
    return Future.future(news ->
        runtime
            .vertx()
            .setPeriodic(
                TICK_MS,
                timer -> {
                  var rung = lookAgain.hasPassed() ? all() : rungSince(heard);
                  boolean isOver = isOver(looking);
                  if (isOver || !rung.isEmpty()) {
                    runtime.vertx().cancelTimer(timer);
                    news.complete(isOver ? Set.of() : rung);
                  }
                }));
  }

  private boolean isOver(Looking looking) {
    return isClosed || looking.end().hasPassed() || looking.question().isGone().getAsBoolean();
  }

  private static Set<String> all() {
    return new TreeSet<>(Vocabulary.CONTEXTS);
  }

  private Set<String> rungSince(Map<String, Long> heard) {
    return rings.entrySet().stream()
        .filter(ring -> !ring.getValue().equals(heard.get(ring.getKey())))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
