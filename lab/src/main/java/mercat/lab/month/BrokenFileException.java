package mercat.lab.month;

/** An order file that cannot be read to its end; the message names the file and the line. */
public final class BrokenFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokenFileException(String problem) {
    super(problem);
  }
}
