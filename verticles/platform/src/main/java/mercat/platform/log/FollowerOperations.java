package mercat.platform.log;

import static mercat.platform.Await.await;

import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import mercat.contracts.log.DiscardParked;
import mercat.contracts.log.ListFollowers;
import mercat.contracts.log.ListFollowers.LogState;
import mercat.contracts.log.ListParked;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadLog;
import mercat.contracts.log.ResetFollower;
import mercat.contracts.log.RetryParked;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.database.SqlFailures;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What staff may ask of a context's followers, and have them do. */
public final class FollowerOperations {
  private static final Logger LOG = LoggerFactory.getLogger(FollowerOperations.class);
  private static final String READ = "followers:read";
  private static final String WRITE = "followers:write";
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration COUNT_EVERY = Duration.ofSeconds(15);

  private final BoundedContext context;
  private final List<Following> followings;

  /**
   * Operates the followers of a context.
   *
   * @param followings those that there are
   */
  public FollowerOperations(BoundedContext context, List<Following> followings) {
    this.context = context;
    this.followings = List.copyOf(followings);
  }

  /** Answers for them, and counts what they have parked. */
  public void serve() {
    context.answer(ListFollowers.class, this::list);
    context.answer(ListParked.class, this::listParked);
    context.answer(RetryParked.class, this::retry);
    context.answer(DiscardParked.class, this::discard);
    context.answer(ResetFollower.class, this::reset);
    followings.stream().filter(Following::isOn).forEach(this::count);
  }

  private void count(Following following) {
    var parked =
        context
            .telemetry()
            .metrics()
            .gauge(
                "mercat.follower.parked",
                Tags.of("context", context.name(), "source", following.source()),
                new AtomicLong());
    context.every(
        COUNT_EVERY,
        "count what is parked",
        () -> parked.set(following.store().state(null).parked()));
  }

  /** One that is switched off is listed where it has followed before. */
  private ListFollowers.Listed list(ListFollowers request, Call call) {
    call.actor().requireScope(READ);
    return new ListFollowers.Listed(
        followings.stream()
            .filter(following -> following.isOn() || following.store().hasCursor())
            .map(following -> following.store().state(log(following.source())))
            .toList());
  }

  /** The log as its owner tells it, null when that does not answer. */
  private @Nullable LogState log(String source) {
    try {
      var end = end(source);
      return new LogState(end.incarnation(), end.through());
    } catch (Failure away) {
      return null;
    }
  }

  private ReadLog.Entries end(String source) {
    var question = new ReadLog(source, context.name(), ReadLog.END, 1, Set.of());
    return await(context.bus().ask(question, Call.bySystem(context.name(), PATIENCE)));
  }

  private ListParked.Listed listParked(ListParked request, Call call) {
    call.actor().requireScope(READ);
    var events =
        following(request.source())
            .map(it -> it.store().listParked(request.after(), request.limit() + 1))
            .orElse(List.of());
    boolean hasMore = events.size() > request.limit();
    return new ListParked.Listed(hasMore ? events.subList(0, request.limit()) : events, hasMore);
  }

  private RetryParked.Reply retry(RetryParked request, Call call) {
    call.actor().requireScope(WRITE);
    var following = following(request.source()).orElse(null);
    var first = following == null ? null : following.store().firstParked(request.position());
    if (following == null || first == null) {
      return new RetryParked.Reply.Unknown();
    }
    if (first != request.position()) {
      return new RetryParked.Reply.Behind(first);
    }
    try {
      var applied = following.applier().applyParked(request.position(), call);
      if (applied.isEmpty()) {
        return new RetryParked.Reply.Unknown();
      }
      tell("parked events applied", request.source(), request.position(), call);
      return new RetryParked.Reply.Applied(applied.stream().map(LogEntry::position).toList());
    } catch (RuntimeException thrown) {
      if (SqlFailures.isTransient(thrown)) {
        throw context.database().asFailure(thrown);
      }
      following.store().noteFailure(request.position(), thrown.toString());
      return new RetryParked.Reply.Failed(thrown.toString());
    }
  }

  private DiscardParked.Reply discard(DiscardParked request, Call call) {
    call.actor().requireScope(WRITE);
    boolean wasThere =
        following(request.source())
            .filter(it -> it.applier().discard(request.position(), call))
            .isPresent();
    if (!wasThere) {
      return new DiscardParked.Reply.Unknown();
    }
    tell("parked event discarded", request.source(), request.position(), call);
    return new DiscardParked.Reply.Discarded();
  }

  private ResetFollower.Reply reset(ResetFollower request, Call call) {
    call.actor().requireScope(WRITE);
    var following = following(request.source()).orElse(null);
    if (following == null) {
      return new ResetFollower.Reply.Unknown();
    }
    var log = end(request.source());
    if (!log.incarnation().equals(request.incarnation())) {
      return new ResetFollower.Reply.OtherLog(log.incarnation());
    }
    if (request.position() > log.through()) {
      return new ResetFollower.Reply.BeyondEnd(log.through());
    }
    long from = following.applier().reset(request.position(), request.incarnation(), call);
    following.reload();
    tell("follower reset", request.source(), request.position(), call);
    return new ResetFollower.Reply.Moved(from);
  }

  private Optional<Following> following(String source) {
    return followings.stream().filter(it -> it.source().equals(source)).findFirst();
  }

  private void tell(String what, String source, long position, Call call) {
    LOG.atWarn()
        .addKeyValue("context", context.name())
        .addKeyValue("source", source)
        .addKeyValue("position", position)
        .addKeyValue("actor", call.actor().id())
        .log(what);
  }
}
