package mercat.node;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * That this process is to end. The system gives it, at any time from the first moment of a start,
 * or the process itself; the main thread takes it and closes what it has started, and only then
 * does the process end.
 */
final class StopSignal implements AutoCloseable {
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Given when the system tells this process to end. */
  static StopSignal ofProcess() {
    var signal = new StopSignal();
    var hook =
        new Thread(
            () -> {
              signal.give(0);
              try {
                signal.closed.await();
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
              }
            },
            "mercat-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    return signal;
  }

  /** Says that the process is to end, unless that was said before. */
  void give(int code) {
    exitCode.complete(code);
  }

  boolean isGiven() {
    return exitCode.isDone();
  }

  int await() {
    return exitCode.join();
  }

  /** All that the main thread has started is closed: the process may end. */
  @Override
  public void close() {
    Main.writeOutLog();
    closed.countDown();
  }
}
