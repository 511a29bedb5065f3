package mercat.edge.connection;

import java.io.Serial;

/** Stands where a request would: the client sends no more, and has had all its responses. */
public final class EndOfInput extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  EndOfInput() {
    super("the client sends no more", null, false, false);
  }
}
