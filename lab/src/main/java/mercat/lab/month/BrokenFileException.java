package mercat.lab.month;

import java.nio.file.Path;

/** An order file that cannot be read to its end; the message names the file and the line. */
public final class BrokenFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokenFileException(Path file, String problem) {
    super(file + ": " + problem);
  }

  BrokenFileException(Path file, long line, String problem) {
    super(file + ", line " + line + ": " + problem);
  }
}
