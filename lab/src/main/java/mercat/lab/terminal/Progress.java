package mercat.lab.terminal;

import java.time.Duration;
import java.util.function.Supplier;
import mercat.lab.system.Repeated;

/**
 * A line about work under way: redrawn in place on a terminal, one plain line every five seconds
 * elsewhere; its last state stays on the screen.
 */
public final class Progress {
  private static final Duration REDRAW = Duration.ofMillis(200);
  private static final Duration PLAIN = Duration.ofSeconds(5);

  private Progress() {}

  public static void during(Screen screen, Supplier<String> state, Runnable work) {
    var unused =
        during(
            screen,
            state,
            () -> {
              work.run();
              return true;
            });
  }

  /** Shows a line, made on another thread, for as long as the work lasts; gives what that gives. */
  public static <T> T during(Screen screen, Supplier<String> state, Supplier<T> work) {
    if (screen.isQuiet()) {
      return work.get();
    }
    Runnable show = () -> screen.progress(state.get());
    var ticking = new Repeated(screen.isLive() ? REDRAW : PLAIN, "progress", show);
    try {
      return work.get();
    } finally {
      ticking.close();
      show.run();
      screen.endProgress();
    }
  }

  /** How many are done, with a bar: {@code [########------------] 8 of 20}. */
  public static String counted(long done, long all) {
    return "%s %d of %d".formatted(bar(done, all), done, all);
  }

  /** A bar of twenty places, such as {@code [########------------]}. */
  public static String bar(long done, long all) {
    var filled = all <= 0 ? 20 : Math.clamp(done * 20 / all, 0, 20);
    return "[" + "#".repeat(filled) + "-".repeat(20 - filled) + "]";
  }
}
