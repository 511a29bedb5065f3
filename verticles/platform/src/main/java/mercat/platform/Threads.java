package mercat.platform;

import io.vertx.core.Future;
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

  /** The result of work that may wait. An error, which is logged too, fails it as an exception. */
  public <T> Future<T> call(Supplier<T> work) {
    return Future.future(result ->
        execute(() -> {
          try {
            result.complete(work.get());
          } catch (RuntimeException thrown) {
            result.fail(thrown);
          } catch (Error broken) {
            result.tryFail(broken);
            throw broken;
          }
        }));
  }

  /** Tasks that have not ended. */
  int working() {
    return working.get();
  }
}
