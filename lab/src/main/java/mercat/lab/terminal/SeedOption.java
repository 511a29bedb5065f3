package mercat.lab.terminal;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flag that repeats what was decided by chance. */
public final class SeedOption {
  @Option(
      names = "--seed",
      description =
          "repeats what an earlier run decided by chance (default: a new one, which is told)")
  private @Nullable Long seed;

  public long value() {
    return seed == null ? new Random().nextInt(1_000_000) : seed;
  }
}
