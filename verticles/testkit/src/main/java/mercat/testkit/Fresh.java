package mercat.testkit;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;

/** Names that nobody has heard of, so that tests share a database without meeting in it. */
public final class Fresh {
  private static final NoArgGenerator IDS = Generators.timeBasedEpochRandomGenerator();
  private static final AtomicInteger NAMED = new AtomicInteger();

  private Fresh() {}

  public static OrderId orderId() {
    return new OrderId(IDS.generate());
  }

  public static Sku sku() {
    return new Sku(text("SKU"));
  }

  /** A file that is not there yet, in a directory of its own. */
  public static Path file(String name) {
    try {
      return Files.createTempDirectory("mercat").resolve(name);
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  /** A text that begins with {@code kind}. */
  public static String text(String kind) {
    return "%s-%04d".formatted(kind, NAMED.incrementAndGet());
  }
}
