package mercat.platform;

import static mercat.platform.Await.await;

import io.micrometer.core.instrument.Tags;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import mercat.contracts.Event;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadEvents;
import mercat.contracts.log.ReadLog;
import mercat.contracts.log.ReadLogHead;
import mercat.contracts.log.ReadStory;
import mercat.platform.bus.Bus;
import mercat.platform.database.Database;
import mercat.platform.database.LogWriter;
import mercat.platform.log.EventReader;
import mercat.platform.log.Follower;
import mercat.platform.log.FollowerOperations;
import mercat.platform.log.Following;
import mercat.platform.log.LogConfig;
import mercat.platform.log.LogPage;
import mercat.platform.log.LogReader;
import mercat.platform.log.LogSearch;
import mercat.platform.log.LogTail;
import mercat.platform.log.View;
import mercat.platform.mailbox.BatchHandler;
import mercat.platform.mailbox.EachHandler;
import mercat.platform.mailbox.Mailbox;
import mercat.platform.mailbox.MailboxConfig;
import mercat.platform.telemetry.BreakerState;
import mercat.platform.telemetry.Telemetry;
import mercat.platform.telemetry.Traces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a bounded context stands on in one process: it answers requests, follows logs and owns a
 * schema, and all of that is said here by its {@link ContextDefinition}.
 */
public final class BoundedContext {
  private static final Logger LOG = LoggerFactory.getLogger(BoundedContext.class);
  private static final int ANSWERS_MAX = 4_096;
  private static final Duration NOTE_READERS_EVERY = Duration.ofSeconds(1);
  private static final int START_SECONDS_MAX = 45;
  private static final Duration TRY_AGAIN = Duration.ofMillis(500);

  private final String name;
  private final NodeRuntime runtime;
  private final Function<String, Database> databases;
  private final Database database;
  private final Threads threads;
  private final Semaphore answering = new Semaphore(ANSWERS_MAX);

  private final AtomicBoolean isQuiet = new AtomicBoolean();
  private final AtomicBoolean isLogServed = new AtomicBoolean();

  /** Nothing until the context serves its log: before that nobody can hear the bell. */
  private final AtomicReference<Runnable> beforeBell = new AtomicReference<>(() -> {});

  private final LogTail tail = new LogTail();
  private final LogWriter log;
  private final List<Future<Void>> registrations = new CopyOnWriteArrayList<>();
  private final List<Following> followings = new CopyOnWriteArrayList<>();
  private final List<BoundedContext> furtherSchemas = new CopyOnWriteArrayList<>();
  private final Map<String, Supplier<CircuitBreakerState>> breakers = new ConcurrentHashMap<>();

  /**
   * A context of this process.
   *
   * @param databases opens a schema by its name
   */
  public BoundedContext(String name, NodeRuntime runtime, Function<String, Database> databases) {
    this.name = name;
    this.runtime = runtime;
    this.databases = databases;
    this.database = databases.apply(name);
    this.threads = new Threads(name);
    this.log =
        new LogWriter(
            LogPage::write,
            written -> {
              tail.add(written);
              beforeBell.get().run();
              bus().ring(name);
            });
  }

  public String name() {
    return name;
  }

  public Bus bus() {
    return runtime.bus();
  }

  /** For clients of those who are not on the bus. */
  public Vertx vertx() {
    return runtime.vertx();
  }

  public Database database() {
    return database;
  }

  /** The clock that rules read; tests own it. */
  public InstantSource clock() {
    return runtime.clock();
  }

  public Telemetry telemetry() {
    return runtime.telemetry();
  }

  public Traces traces() {
    return telemetry().traces();
  }

  /** The section of the configuration that bears the context's name. */
  public <C extends Record> C config(Class<C> type) {
    return runtime.settings().section(name, type);
  }

  /** A further schema that belongs to this context, with mailboxes of its own. */
  public BoundedContext withSchema(String schema) {
    var further = new BoundedContext(schema, runtime, databases);
    furtherSchemas.add(further);
    return further;
  }

  /**
   * Answers a request on a virtual thread of its own, outside transactions: for a read, or a
   * process that asks others.
   */
  public <Q extends Request<R>, R extends Message> void answer(
      Class<Q> type, RequestHandler<Q, R> handler) {
    registrations.add(
        bus()
            .serve(
                name,
                type,
                (request, call) -> {
                  if (!answering.tryAcquire()) {
                    return Future.failedFuture(Failure.overloaded(name));
                  }
                  return call(() -> handler.handle(request, call))
                      .onComplete(answered -> answering.release());
                }));
  }

  /**
   * Serves a write, one decision at a time inside the transaction that its batch shares. The
   * default.
   */
  public <Q extends Request<R>, R extends Message> void serveEach(
      Class<Q> type, EachHandler<Q, R> handler) {
    serveBatch(type, handler.batched());
  }

  /** Serves a write set-based, a whole batch at once. For what is measured to matter. */
  public <Q extends Request<R>, R extends Message> void serveBatch(
      Class<Q> type, BatchHandler<Q, R> handler) {
    registrations.add(bus().serve(name, type, mailbox(type.getSimpleName(), handler)::submit));
  }

  /** A mailbox for a step of a process of this context's own. */
  public <Q, R> Mailbox<Q, R> mailbox(String step, BatchHandler<Q, R> handler) {
    var config = runtime.settings().section("mailbox", MailboxConfig.class);
    return new Mailbox<>(step, this, log, config, handler);
  }

  /** The same, where each is decided by itself, in the transaction that its batch shares. */
  public <Q, R> Mailbox<Q, R> mailboxOfEach(String step, EachHandler<Q, R> handler) {
    return mailbox(step, handler.batched());
  }

  /** Follows another context's log, exactly once in effect. */
  public void follow(String source, Follower follower) {
    registrations.add(following(source, follower).start());
  }

  /**
   * Follows nothing, but keeps the cursor of a follower that is switched off: once it has followed,
   * staff sees how far, and may move it before it is on again.
   */
  public void keepCursor(String source, Follower follower) {
    var unused = following(source, follower);
  }

  private Following following(String source, Follower follower) {
    var config = runtime.settings().section("log", LogConfig.class);
    var following = new Following(source, follower, this, log, config);
    followings.add(following);
    return following;
  }

  /**
   * Looks at a log from now on, position in memory.
   *
   * @param reset called at the start and whenever something may have been missed
   */
  public void view(
      String source,
      Set<Class<? extends Event>> applies,
      Runnable reset,
      Consumer<List<LogEntry>> seen) {
    var view =
        new View(
            source,
            name + "-view",
            applies,
            runtime,
            threads,
            () -> {
              reset.run();
              return Future.succeededFuture();
            },
            seen);
    registrations.add(view.start());
  }

  /**
   * Lets others follow this context's log, in which there is at least what staff does to its
   * followers. Served anyway from the start of a context that does not call it.
   */
  public void serveLog() {
    if (isLogServed.getAndSet(true)) {
      return;
    }
    var reader = new LogReader(database, tail);
    telemetry()
        .metrics()
        .gauge("mercat.log.position", Tags.of("context", name), tail, LogTail::position);
    beforeBell.set(FailPoint.named(name + ".before-bell")::reach);
    every(NOTE_READERS_EVERY, "note readers", reader::noteReaders);
    answer(ReadLog.class, reader::read);
    answer(ReadEvents.class, new EventReader(reader)::read);
    answer(ReadLogHead.class, reader::head);
    answer(ReadStory.class, new LogSearch(database)::read);
  }

  /** Runs a job again and again on a virtual thread, one run at a time; a failed run is logged. */
  public void every(Duration pause, String job, Runnable run) {
    after(pause)
        .onSuccess(due -> {
          if (!isQuiet()) {
            call(
                    () -> {
                      run.run();
                      return job;
                    })
                .onFailure(thrown ->
                    LOG.atWarn()
                        .addKeyValue("context", name)
                        .addKeyValue("job", job)
                        .addKeyValue("error", thrown.toString())
                        .log("job failed, will run again"))
                .onComplete(ended -> every(pause, job, run));
          }
        });
  }

  /**
   * What a start has to know, asked again while the database has no time for it: other nodes start
   * or work beside this one.
   *
   * @throws Failure what the last try met, when it cannot be had within {@value #START_SECONDS_MAX}
   *     seconds
   */
  public <T> T patiently(Supplier<T> question) {
    var patience = Deadline.after(Duration.ofSeconds(START_SECONDS_MAX));
    while (true) {
      try {
        return question.get();
      } catch (Failure failure) {
        boolean mayPass =
            failure.kind() == FailureKind.UNAVAILABLE
                || failure.kind() == FailureKind.DEADLINE_EXCEEDED;
        if (!mayPass || isQuiet() || patience.hasPassed()) {
          throw failure;
        }
      }
      var unused = await(after(TRY_AGAIN));
    }
  }

  /** Completes after the pause; never, when the node ends before. */
  public Future<Void> after(Duration pause) {
    return Future.future(
        over -> runtime.vertx().setTimer(Math.max(1, pause.toMillis()), due -> over.complete()));
  }

  /** The result of something that waits, on a virtual thread of this context. */
  public <T> Future<T> call(Supplier<T> work) {
    return threads.call(work);
  }

  /** Runs something on a virtual thread of this context, which may await. */
  public void run(Runnable work) {
    threads.execute(work);
  }

  /** Begins nothing more by itself: no page of a log, no job. What is under way ends. */
  public void quieten() {
    isQuiet.set(true);
    furtherSchemas.forEach(BoundedContext::quieten);
  }

  public boolean isQuiet() {
    return isQuiet.get();
  }

  /** Whether none of its threads has anything to do. */
  public boolean isIdle() {
    return threads.working() == 0 && furtherSchemas.stream().allMatch(BoundedContext::isIdle);
  }

  /** Why followers stand still, by source; empty while all is well. */
  public Map<String, String> alarms() {
    var alarms = new TreeMap<String, String>();
    for (var following : followings) {
      var why = following.alarm();
      if (why != null) {
        alarms.put(following.source(), why);
      }
    }
    return alarms;
  }

  /**
   * Shows the state of a breaker before somebody outside: in the topology, and as a metric that is
   * 0 while it is closed, 1 half open, 2 open.
   *
   * @param who stands behind it, a word that no other breaker of the node is shown by
   */
  public void showBreaker(String who, String metric, Supplier<CircuitBreakerState> state) {
    breakers.put(who, state);
    telemetry().metrics().gauge(metric, state, it -> BreakerState.number(it.get()));
  }

  /** The state of each breaker before somebody outside, by whom it stands before. */
  public Map<String, String> breakers() {
    var states = new TreeMap<String, String>();
    breakers.forEach((who, state) -> states.put(who, EnumText.of(state.get())));
    return states;
  }

  /**
   * Deploys it on virtual threads.
   *
   * @return the deployment's id, when every node can reach all that the context answers
   */
  public Future<String> deploy(ContextDefinition definition) {
    return runtime
        .vertx()
        .deployVerticle(
            deployed -> {
              definition.start(this);
              serveLog();
              new FollowerOperations(this, followings).serve();
              return Future.all(registrations);
            },
            new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD));
  }
}
