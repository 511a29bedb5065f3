package mercat.contracts.__context__;

import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/** Asks __context__ to store this, new or not. A repeat changes nothing. */
public record Put__Entity__(__Entity__ __entity__) implements Request<Put__Entity__.Reply>, Write {
  /** Whether it is stored. */
  public sealed interface Reply extends Message {
    record Stored(long version) implements Reply {}

    record NameTooLong(int charactersMax) implements Reply {}
  }
}
