package mercat.simulation;

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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.log.ReadLog;
import mercat.platform.Call;
import mercat.platform.Deadline;
import mercat.platform.Failure;
import mercat.platform.bus.Calls;
import org.jspecify.annotations.Nullable;

/**
 * What lies between the nodes: loses, repeats, delays and so reorders requests and replies, and
 * chooses the node that is asked. The handlers behind it are the real ones, and every message that
 * arrives was written as JSON and read again.
 */
final class Network implements AutoCloseable {
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

  FaultRates faultRates() {
    return faultRates.get();
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

  /** The calls of one node, by way of this network. */
  Calls between(Life life, Calls straight) {
    life.begins(straight);
    return new Calls() {
      @Override
      public void serve(
          String address,
          BiFunction<Request<?>, Call, ? extends Future<? extends Message>> handler) {
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
    var fate = faultRates().fateAtProvider(chance.next(what));
    note(fate, what);
    if (fate.death() == Fate.Death.RECEIVER) {
      return Future.failedFuture(Failure.unavailable("the provider", null));
    }
    var answer = Promise.<T>promise();
    unanswered.add(answer);
    if (!fate.requestIsLost()) {
      after(
          fate.requestMs(),
          () ->
              there
                  .get()
                  .onComplete(done -> {
                    if (!fate.replyIsLost()) {
                      after(
                          fate.replyMs(),
                          () -> deliver(caller, answer, done.result(), done.cause()));
                    }
                  }));
    }
    if (fate.isRepeated()) {
      after(fate.requestMs() + fate.repeatMs(), () -> there.get().onComplete(done -> {}));
    }
    if (fate.requestIsLost() || fate.replyIsLost()) {
      after(faultRates().patienceMs(), () -> fail(caller, answer, "the provider"));
    }
    return answer.future();
  }

  private Future<Message> carry(Life sender, String address, Request<?> request, Call call) {
    if (sender.isOver()) {
      return never();
    }
    var what = nameOf(request, call);
    var rates = faultRates();
    var fate = rates.fate(chance.next(what), mayCrash(request, rates));
    note(fate, what);
    var answer = Promise.<Message>promise();
    unanswered.add(answer);
    long remainingMs = call.deadline().remainingMs();
    if (!fate.requestIsLost()) {
      var receiver = choose(sender, fate.place());
      after(
          fate.requestMs(),
          () -> arrive(sender, receiver, address, request, call, remainingMs, fate, answer));
    }
    if (fate.isRepeated()) {
      var receiver = choose(sender, fate.place() + 1);
      after(
          fate.requestMs() + fate.repeatMs(),
          () -> arrive(sender, receiver, address, request, call, remainingMs, fate, answer));
    }
    long patienceMs = Math.min(rates.patienceMs(), (long) (remainingMs * ATTEMPT_SHARE));
    var unused =
        clock.schedule(
            () -> fail(sender, answer, address), Math.max(1, patienceMs), TimeUnit.MILLISECONDS);
    answer.future().onComplete(answered -> unused.cancel(false));
    if (fate.death() == Fate.Death.SENDER) {
      crash.accept(sender);
    }
    return answer.future();
  }

  private void arrive(
      Life sender,
      Life receiver,
      String address,
      Request<?> request,
      Call call,
      long remainingMs,
      Fate fate,
      Promise<Message> answer) {
    if (fate.death() == Fate.Death.RECEIVER) {
      crash.accept(receiver);
    }
    if (receiver.isOver()) {
      return;
    }
    var arrived =
        new Call(
            Deadline.after(Duration.ofMillis(remainingMs)),
            call.actor(),
            call.trace(),
            call.caller());
    receiver
        .straight()
        .ask(address, request, arrived)
        .onComplete(done -> {
          if (fate.death() == Fate.Death.ANSWERER) {
            crash.accept(receiver);
          }
          if (!receiver.isOver() && !fate.replyIsLost()) {
            after(fate.replyMs(), () -> deliver(sender, answer, done.result(), done.cause()));
          }
        });
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

  private static <T> void deliver(
      Life caller, Promise<T> answer, T result, @Nullable Throwable lost) {
    if (caller.isOver()) {
      return;
    }
    if (lost == null) {
      answer.tryComplete(result);
    } else {
      answer.tryFail(lost);
    }
  }

  private static void fail(Life caller, Promise<?> answer, String who) {
    if (!caller.isOver()) {
      answer.tryFail(Failure.deadlineExceeded(who));
    }
  }

  /** A dead node gets no answers; whoever waits in it is let go when the simulation ends. */
  private <T> Future<T> never() {
    var answer = Promise.<T>promise();
    unanswered.add(answer);
    return answer.future();
  }

  /** Does something after a while. */
  void later(int ms, Runnable what) {
    after(ms, what);
  }

  private void after(int ms, Runnable arrival) {
    onTheirWay.incrementAndGet();
    var unused =
        clock.schedule(
            () -> {
              try {
                arrival.run();
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
