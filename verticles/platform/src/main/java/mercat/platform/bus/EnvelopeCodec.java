package mercat.platform.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import mercat.contracts.Message;
import mercat.platform.Actor;
import mercat.platform.Call;
import mercat.platform.Deadline;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * The one codec of the bus: by reference within a process, as JSON between processes. A deadline
 * travels as the time that remains. What another version wrote is read as far as it is understood:
 * unknown fields are passed over, and what cannot be read becomes a failure that says so.
 *
 * @param checked whether messages within the process are written and read too, as tests want
 */
record EnvelopeCodec(boolean checked) implements MessageCodec<Envelope, Envelope> {
  static final String NAME = "mercat";

  private record Wire(
      String kind,
      @Nullable String type,
      @Nullable String body,
      long remainingMs,
      @Nullable String actor,
      @Nullable Set<String> scopes,
      @Nullable String trace,
      @Nullable String caller) {}

  @Override
  public void encodeToWire(Buffer buffer, Envelope envelope) {
    var bytes = Json.write(wireOf(envelope)).getBytes(StandardCharsets.UTF_8);
    buffer.appendInt(bytes.length).appendBytes(bytes);
  }

  @Override
  public Envelope decodeFromWire(int position, Buffer buffer) {
    int length = buffer.getInt(position);
    var bytes = buffer.getBytes(position + 4, position + 4 + length);
    try {
      return envelopeOf(Json.read(bytes, Wire.class));
    } catch (RuntimeException unreadable) {
      return new Envelope.Failed(Failure.internal("an unreadable message came", unreadable));
    }
  }

  @Override
  public Envelope transform(Envelope envelope) {
    if (!checked) {
      return envelope;
    }
    var buffer = Buffer.buffer();
    encodeToWire(buffer, envelope);
    return decodeFromWire(0, buffer);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }

  private static Wire wireOf(Envelope envelope) {
    return switch (envelope) {
      case Envelope.Asked(var request, var call) ->
          new Wire(
              "asked",
              Names.nameOf(request),
              Json.write(request),
              call.deadline().remainingMs(),
              call.actor().id(),
              call.actor().scopes(),
              call.trace(),
              call.caller());
      case Envelope.Answered(var reply) ->
          new Wire("answered", Names.nameOf(reply), Json.write(reply), 0, null, null, null, null);
      case Envelope.Failed(var failure) ->
          new Wire(
              "failed", failure.kind().name(), failure.getMessage(), 0, null, null, null, null);
    };
  }

  private static Envelope envelopeOf(Wire wire) {
    return switch (wire.kind()) {
      case "asked" -> asked(wire);
      case "answered" -> answered(wire);
      case "failed" ->
          new Envelope.Failed(new Failure(kindOf(wire.type()), orEmpty(wire.body()), null));
      default ->
          new Envelope.Failed(Failure.internal("unknown kind of message " + wire.kind(), null));
    };
  }

  /** Nothing is done about a request that cannot be read: a node of its version may serve it. */
  private static Envelope asked(Wire wire) {
    Message request;
    try {
      request = messageOf(wire);
    } catch (Failure unreadable) {
      return new Envelope.Failed(
          new Failure(FailureKind.UNAVAILABLE, reason(wire, unreadable), unreadable));
    }
    return new Envelope.Asked(
        request,
        new Call(
            Deadline.after(Duration.ofMillis(wire.remainingMs())),
            new Actor(orEmpty(wire.actor()), wire.scopes() == null ? Set.of() : wire.scopes()),
            orEmpty(wire.trace()),
            orEmpty(wire.caller())));
  }

  /** What a reply that cannot be read stands for has been done: asking again would not help. */
  private static Envelope answered(Wire wire) {
    try {
      return new Envelope.Answered(messageOf(wire));
    } catch (Failure unreadable) {
      return new Envelope.Failed(Failure.internal(reason(wire, unreadable), unreadable));
    }
  }

  private static Message messageOf(Wire wire) {
    var type = Names.typeOf(orEmpty(wire.type()));
    if (type == null) {
      throw Failure.invalid("no such word");
    }
    Message message = Json.read(orEmpty(wire.body()), type);
    if (message == null) {
      throw Failure.invalid("nothing in it");
    }
    return message;
  }

  private static String reason(Wire wire, Failure unreadable) {
    var told =
        unreadable.getCause() instanceof JsonProcessingException json
            ? json.getOriginalMessage()
            : unreadable.getMessage();
    return "this version cannot read " + wire.type() + ": " + told;
  }

  private static FailureKind kindOf(@Nullable String name) {
    for (var kind : FailureKind.values()) {
      if (kind.name().equals(name)) {
        return kind;
      }
    }
    return FailureKind.INTERNAL;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
