package mercat.lab.month;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The month of real trade that comes with Mercat; see the README beside it for its source. */
public final class BundledMonth {
  private static final String NAME = "2010-12.csv.gz";

  private BundledMonth() {}

  /** Copies the file into a folder, where people can look at it, and reads it there. */
  public static Month read(Path folder) {
    var file = folder.resolve(NAME);
    try (var stream = BundledMonth.class.getResourceAsStream("/online-retail/" + NAME)) {
      if (stream == null) {
        throw new IllegalStateException(NAME + " is not in the jar");
      }
      Files.createDirectories(folder);
      Files.copy(stream, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return Month.read(file);
  }
}
