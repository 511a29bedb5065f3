package mercat.platform.bus;

import mercat.contracts.Message;
import mercat.platform.Call;
import mercat.platform.Failure;

/**
 * What the event bus carries: a request with its circumstances one way, a reply or a failure the
 * other.
 */
sealed interface Envelope {
  record Asked(Message request, Call call) implements Envelope {}

  record Answered(Message reply) implements Envelope {}

  record Failed(Failure failure) implements Envelope {}
}
