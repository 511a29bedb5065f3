package mercat.verify;

import java.nio.file.Path;
import java.util.function.Consumer;

/** What clients were told, however much it is: given one after the other, as often as is asked. */
@FunctionalInterface
public interface Acks {
  void forEach(Consumer<? super Ack> taker);

  /** What stands in a file, of which no more than a line is held at once. */
  static Acks in(Path file) {
    return taker -> Ack.read(file, taker);
  }
}
