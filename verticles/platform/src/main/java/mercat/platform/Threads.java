package mercat.platform;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The virtual threads on which a context works: one for each task, which may wait.
 *
 * <p>Plain ones, not those of a Vert.x context: that would hand every result to a queue of its own
 * and start a thread to work it off, where here the result itself wakes who waits for it.
 */
public final class Threads implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(Threads.class);

  private final ThreadFactory factory;
  private final AtomicInteger working = new AtomicInteger();

  public Threads(String context) {
    this.factory =
        Thread.ofVirtual()
            .name(context)
            .uncaughtExceptionHandler((thread, thrown) ->
                LOG.atError()
                    .addKeyValue("context", context)
                    .setCause(thrown)
                    .log("a task ended with an uncaught error"))
            .factory();
  }

  @Override
  public void execute(Runnable task) {
    working.incrementAndGet();
    factory
        .newThread(() -> {
          try {
            task.run();
          } finally {
            working.decrementAndGet();
          }
        })
        .start();
  }

  /** The result of work that may wait. */
  public <T> Future<T> call(Supplier<T> work) {
    var result = Promise.<T>promise();
    execute(() -> {
      try {
        result.complete(work.get());
      } catch (RuntimeException thrown) {
        result.fail(thrown);
      }
    });
    return result.future();
  }

  /** Tasks that have not ended. */
  int working() {
    return working.get();
  }
}
