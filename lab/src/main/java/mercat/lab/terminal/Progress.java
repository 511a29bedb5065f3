package mercat.lab.terminal;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A line about work under way: redrawn in place on a terminal, one plain line every five seconds
 * elsewhere. Closing it leaves the last state on the screen.
 */
public final class Progress implements AutoCloseable {
  private static final int REDRAW_MS = 200;
  private static final int PLAIN_MS = 5_000;

  private final Screen screen;
  private final Supplier<String> state;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
      });

  private Progress(Screen screen, Supplier<String> state) {
    this.screen = screen;
    this.state = state;
  }

  /**
   * Shows a line for as long as the work lasts.
   *
   * @param state the line to show now; called on another thread than the work's
   */
  public static void during(Screen screen, Supplier<String> state, Runnable work) {
    try (var progress = new Progress(screen, state)) {
      progress.start();
      work.run();
    }
  }

  private void start() {
    if (!screen.isQuiet()) {
      var pauseMs = screen.isLive() ? REDRAW_MS : PLAIN_MS;
      var unused = clock.scheduleAtFixedRate(this::show, pauseMs, pauseMs, TimeUnit.MILLISECONDS);
    }
  }

  private void show() {
    if (screen.isLive()) {
      screen.redraw(state.get());
    } else {
      screen.note(state.get());
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    if (!screen.isQuiet()) {
      show();
      if (screen.isLive()) {
        screen.endRedraw();
      }
    }
  }

  /** A bar of twenty places, such as {@code [########------------]}. */
  public static String bar(long done, long all) {
    var filled = all <= 0 ? 20 : Math.clamp(done * 20 / all, 0, 20);
    return "[" + "#".repeat(filled) + "-".repeat(20 - filled) + "]";
  }
}
