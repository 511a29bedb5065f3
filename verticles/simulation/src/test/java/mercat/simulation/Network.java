package mercat.simulation;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.log.ReadLog;
import mercat.platform.Call;
import mercat.platform.Deadline;
import mercat.platform.Failure;
import mercat.platform.RequestHandler;
import mercat.platform.bus.Calls;

/**
 * What lies between the nodes: loses, repeats, delays and so reorders requests and replies, and
 * chooses the node that is asked. The handlers behind it are the real ones, and every message that
 * arrives was written as JSON and read again.
 */
final class Network implements AutoCloseable {
  /** Well within the shortest timeout that a seed's settings have. */
  private static final Duration QUICK = Duration.ofMillis(25);

  /** The part of the remaining time that one attempt may take, as over the wire. */
  private static final double ATTEMPT_SHARE = 0.45;

  private final Chance chance;
  private final Journal journal;
  private final Consumer<Life> crash;
  private final AtomicReference<FaultRates> faultRates = new AtomicReference<>(FaultRates.CALM);
  private final Map<Integer, Life> reachable = new ConcurrentHashMap<>();
  private final Queue<Promise<?>> unanswered = new ConcurrentLinkedQueue<>();
  private final AtomicInteger onTheirWay = new AtomicInteger();
  private final AtomicInteger crashes = new AtomicInteger();
  private final AtomicLong quickAnswers = new AtomicLong();
  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("network").factory());

  /** A calm network. */
  Network(Chance chance, Journal journal, Consumer<Life> crash) {
    this.chance = chance;
    this.journal = journal;
    this.crash = crash;
    clock.setRemoveOnCancelPolicy(true);
  }

  void become(FaultRates changed) {
    faultRates.set(changed);
  }

  /** A node is ready to be asked by others. */
  void reach(Life life) {
    reachable.put(life.place(), life);
  }

  /** A node is gone. */
  void unreach(Life life) {
    reachable.remove(life.place(), life);
  }

  /** Whether everything that was sent has arrived or is lost. */
  boolean isQuiet() {
    return onTheirWay.get() == 0;
  }

  /** With a shop that these nodes are. */
  Patience patience() {
    return new Patience(System::nanoTime, quickAnswers::get);
  }

  /** The calls of one node, by way of this network. */
  Calls between(Life life, Calls straight) {
    life.begins(straight);
    return new Calls() {
      @Override
      public void serve(
          String address, RequestHandler<Request<?>, Future<? extends Message>> handler) {
        straight.serve(address, handler);
      }

      @Override
      public Future<Message> ask(String address, Request<?> request, Call call) {
        return carry(life, address, request, call);
      }

      @Override
      public void close() {
        straight.close();
      }
    };
  }

  /** A call of somebody outside, such as the provider, whose fate is told. */
  <T> Future<T> call(Life caller, String what, Supplier<Future<T>> there) {
    if (caller.isOver()) {
      return never();
    }
    var rates = faultRates.get();
    var fate = rates.fateAtProvider(chance.next(what));
    note(fate, what);
    if (fate.death() == Fate.Death.RECEIVER) {
      return Future.failedFuture(Failure.unavailable("the provider", null));
    }
    // Nobody is told what the second copy came to.
    var answer = send(caller, fate, there, () -> there.get().transform(done -> silence()));
    if (fate.requestIsLost() || fate.replyIsLost()) {
      later(rates.patienceMs(), () -> expire(caller, answer, "the provider"));
    }
    return answer.future();
  }

  private Future<Message> carry(Life sender, String address, Request<?> request, Call call) {
    if (sender.isOver()) {
      return never();
    }
    var what = nameOf(request, call);
    var rates = faultRates.get();
    var fate = rates.fate(chance.next(what), mayCrash(request, rates));
    note(fate, what);
    long remainingMs = call.deadline().remainingMs();
    long sentNanos = System.nanoTime();
    var first = choose(sender, fate.place());
    var second = choose(sender, fate.place() + 1);
    var answer =
        send(
            sender,
            fate,
            () -> arrive(first, fate.death(), address, request, with(remainingMs, call)),
            () -> arrive(second, fate.death(), address, request, with(remainingMs, call)));
    long patienceMs = Math.min(rates.patienceMs(), (long) (remainingMs * ATTEMPT_SHARE));
    var timeout =
        clock.schedule(
            () -> expire(sender, answer, address), Math.max(1, patienceMs), TimeUnit.MILLISECONDS);
    answer
        .future()
        .onComplete(answered -> {
          timeout.cancel(false);
          if (answered.succeeded() && System.nanoTime() - sentNanos < QUICK.toNanos()) {
            quickAnswers.incrementAndGet();
          }
        });
    if (fate.death() == Fate.Death.SENDER) {
      crash.accept(sender);
    }
    return answer.future();
  }

  /** Lets a request and its copy travel as fate wills; whichever is answered first answers. */
  private <T> Promise<T> send(
      Life sender, Fate fate, Supplier<Future<T>> arrival, Supplier<Future<T>> repeat) {
    var answer = Promise.<T>promise();
    unanswered.add(answer);
    if (!fate.requestIsLost()) {
      later(fate.requestMs(), () -> reply(sender, fate, arrival.get(), answer));
    }
    if (fate.isRepeated()) {
      later(fate.requestMs() + fate.repeatMs(), () -> reply(sender, fate, repeat.get(), answer));
    }
    return answer;
  }

  private <T> void reply(Life sender, Fate fate, Future<T> done, Promise<T> answer) {
    if (!fate.replyIsLost()) {
      done.onComplete(ended -> later(fate.replyMs(), () -> deliver(sender, ended, answer)));
    }
  }

  /** What the receiver answers; nothing at all when it dies before it could. */
  private Future<Message> arrive(
      Life receiver, Fate.Death death, String address, Request<?> request, Call arrived) {
    if (death == Fate.Death.RECEIVER) {
      crash.accept(receiver);
    }
    if (receiver.isOver()) {
      return silence();
    }
    var done = receiver.straight().ask(address, request, arrived);
    return done.transform(ended -> {
      if (death == Fate.Death.ANSWERER) {
        crash.accept(receiver);
      }
      return receiver.isOver() ? silence() : done;
    });
  }

  /** The call as it arrives, with as much time as it left with. */
  private static Call with(long remainingMs, Call call) {
    return new Call(
        Deadline.after(Duration.ofMillis(remainingMs)), call.actor(), call.trace(), call.caller());
  }

  private boolean mayCrash(Request<?> request, FaultRates rates) {
    return !(request instanceof ReadLog) && crashes.get() < rates.crashesMax();
  }

  private Life choose(Life sender, int place) {
    var ready = new ArrayList<>(reachable.values());
    return ready.isEmpty() ? sender : ready.get(Math.floorMod(place, ready.size()));
  }

  private void note(Fate fate, String what) {
    if (fate.death() != Fate.Death.NOBODY) {
      crashes.incrementAndGet();
    }
    if (fate.isFault()) {
      journal.note(what + " " + fate);
    }
  }

  private static <T> void deliver(Life caller, AsyncResult<T> done, Promise<T> answer) {
    if (caller.isOver()) {
      return;
    }
    if (done.succeeded()) {
      answer.tryComplete(done.result());
    } else {
      answer.tryFail(done.cause());
    }
  }

  private static <T> void expire(Life caller, Promise<T> answer, String who) {
    deliver(caller, Future.failedFuture(Failure.deadlineExceeded(who)), answer);
  }

  /** A dead node gets no answers; whoever waits in it is let go when the simulation ends. */
  private <T> Future<T> never() {
    var answer = Promise.<T>promise();
    unanswered.add(answer);
    return answer.future();
  }

  private static <T> Future<T> silence() {
    return Promise.<T>promise().future();
  }

  /** Does something after a while. */
  void later(int ms, Runnable what) {
    onTheirWay.incrementAndGet();
    var unused =
        clock.schedule(
            () -> {
              try {
                what.run();
              } catch (RuntimeException broken) {
                journal.note("BROKEN on arrival: " + broken);
              } finally {
                onTheirWay.decrementAndGet();
              }
            },
            ms,
            TimeUnit.MILLISECONDS);
  }

  /** A request by its content, which the seed decides, and not by who met whom. */
  private static String nameOf(Request<?> request, Call call) {
    return request instanceof ReadLog reading
        ? "ReadLog of " + reading.source() + " by " + reading.follower() + " at " + reading.after()
        : request + " by " + call.caller();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    unanswered.forEach(answer -> answer.tryFail(Failure.unavailable("a dead node", null)));
  }
}
