package mercat.platform;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a context does again and again by itself, until it is told to stop. */
final class Jobs {
  private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

  private final String context;
  private final Vertx vertx;
  private final Threads threads;
  private final AtomicBoolean stopped = new AtomicBoolean();

  Jobs(String context, Vertx vertx, Threads threads) {
    this.context = context;
    this.vertx = vertx;
    this.threads = threads;
  }

  /** Runs a job after each pause, one run at a time; a failed run is logged. */
  void every(Duration pause, String job, Runnable run) {
    if (!stopped.get()) {
      vertx.setTimer(
          pause.toMillis(),
          tick ->
              threads.execute(() -> {
                run(job, run);
                every(pause, job, run);
              }));
    }
  }

  /** Begins no further run. */
  void stop() {
    stopped.set(true);
  }

  private void run(String job, Runnable run) {
    if (stopped.get()) {
      return;
    }
    try {
      run.run();
    } catch (RuntimeException thrown) {
      LOG.atWarn()
          .addKeyValue("context", context)
          .addKeyValue("job", job)
          .addKeyValue("error", thrown.toString())
          .log("job failed, will run again");
    }
  }
}
