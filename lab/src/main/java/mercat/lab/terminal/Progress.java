package mercat.lab.terminal;

import java.time.Duration;
import java.util.function.Supplier;
import mercat.lab.system.Ticking;

/**
 * A line about work under way: redrawn in place on a terminal, one plain line every five seconds
 * elsewhere; its last state stays on the screen.
 */
public final class Progress {
  private static final Duration REDRAW = Duration.ofMillis(200);
  private static final Duration PLAIN = Duration.ofSeconds(5);

  private Progress() {}

  /**
   * Shows a line for as long as the work lasts.
   *
   * @param state the line to show now; called on another thread than the work's
   */
  public static void during(Screen screen, Supplier<String> state, Runnable work) {
    if (screen.isQuiet()) {
      work.run();
      return;
    }
    Runnable show = () -> screen.progress(state.get());
    var ticking = Ticking.every(screen.isLive() ? REDRAW : PLAIN, "progress", show);
    try {
      work.run();
    } finally {
      ticking.close();
      show.run();
      screen.endProgress();
    }
  }

  /** A bar of twenty places, such as {@code [########------------]}. */
  public static String bar(long done, long all) {
    var filled = all <= 0 ? 20 : Math.clamp(done * 20 / all, 0, 20);
    return "[" + "#".repeat(filled) + "-".repeat(20 - filled) + "]";
  }
}
