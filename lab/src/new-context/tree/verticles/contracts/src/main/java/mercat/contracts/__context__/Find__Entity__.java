package mercat.contracts.__context__;

import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;

/** Asks __context__ what it keeps under an id. */
public record Find__Entity__(UUID id) implements Request<Find__Entity__.Reply> {
  /** What is known of the id. */
  public sealed interface Reply extends Message {
    record Found(__Entity__ __entity__, long version) implements Reply {}

    record Unknown() implements Reply {}
  }
}
