package mercat.platform;

import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task when it is signalled, one run at a time: signals that come while it runs make it run
 * once more, however many they are. So whatever a signal tells of is seen by a run that begins
 * after it.
 */
public final class Coalescing {
  private static final Logger LOG = LoggerFactory.getLogger(Coalescing.class);

  private final String name;
  private final Supplier<? extends Future<?>> task;
  private final AtomicInteger signals = new AtomicInteger();

  /**
   * A task that nobody has signalled yet.
   *
   * @param name of the task, for the log
   * @param task begins one run, on the thread of the signal or of the end of the run before; a
   *     failed run is logged, and the next signal runs it again
   */
  public Coalescing(String name, Supplier<? extends Future<?>> task) {
    this.name = name;
    this.task = task;
  }

  /** Has the task run, from now on at least once. */
  public void signal() {
    if (signals.getAndIncrement() == 0) {
      run();
    }
  }

  /** A loop where a run is done at once, so that the stack does not grow with the signals. */
  private void run() {
    int answered;
    do {
      answered = signals.get();
      var run = begin();
      if (!run.isComplete()) {
        int inThisRun = answered;
        run.onComplete(ended -> {
          if (signals.addAndGet(-inThisRun) > 0) {
            run();
          }
        });
        return;
      }
    } while (signals.addAndGet(-answered) > 0);
  }

  private Future<?> begin() {
    Future<?> run;
    try {
      run = task.get();
    } catch (RuntimeException thrown) {
      run = Future.failedFuture(thrown);
    }
    return run.onFailure(thrown ->
        LOG.atWarn()
            .addKeyValue("task", name)
            .addKeyValue("error", thrown.toString())
            .log("task failed, will run again when signalled"));
  }
}
