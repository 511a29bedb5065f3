package mercat.platform.bus;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import mercat.contracts.Event;
import mercat.contracts.Line;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.log.ReadLog;
import mercat.contracts.log.UnreadEvent;
import mercat.contracts.orders.OrderShipped;
import mercat.platform.Actor;
import mercat.platform.Call;
import mercat.platform.Deadline;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The envelope on the wire, held to goldens, and what this version makes of one that a later
 * version wrote.
 */
class EnvelopeCodecTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long REMAINING_MS = 60_000;
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final OrderId ID =
      new OrderId(UUID.fromString("019a9f3c-7d10-7a31-8f2e-5b1d0c9e4a77"));
  private static final ReserveStock REQUEST =
      new ReserveStock(ID, List.of(new Line(new Sku("85123A"), 6)));

  private final EnvelopeCodec codec = new EnvelopeCodec(true);

  /** Every kind of envelope, by its name in the goldens. */
  private static Map<String, Envelope> samples() {
    var samples = new TreeMap<String, Envelope>();
    samples.put("asked", asked(new Actor("first", Set.of("admin"))));
    samples.put("asked by a guest", asked(Actor.GUEST));
    samples.put("answered", new Envelope.Answered(new ReserveStock.Reply.Reserved(ID)));
    for (var kind : FailureKind.values()) {
      samples.put("failed " + kind, new Envelope.Failed(new Failure(kind, "why", null)));
    }
    return samples;
  }

  private static Envelope sample(String name) {
    return requireNonNull(samples().get(name), name + " is gone, but another version sends it");
  }

  private static Envelope asked(Actor actor) {
    return new Envelope.Asked(
        REQUEST, new Call(Deadline.after(Duration.ofMillis(REMAINING_MS)), actor, TRACE, "orders"));
  }

  private static Stream<String> names() {
    return samples().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void isWrittenAsItsGoldenSays(String name) throws IOException {
    var buffer = Buffer.buffer();
    codec.encodeToWire(buffer, sample(name));
    assertThat(buffer.getInt(0)).as("the length goes first").isEqualTo(buffer.length() - 4);
    var written = (ObjectNode) JSON.readTree(buffer.getBytes(4, buffer.length()));
    if (name.startsWith("asked")) {
      assertThat(written.get("remainingMs").asLong()).isBetween(1L, REMAINING_MS);
      written.put("remainingMs", (int) REMAINING_MS);
    }
    assertThat(written)
        .as(
            "the envelope on the wire has changed, and a node of the version before reads it"
                + " otherwise or not at all. A field may be added, as one that may be absent:"
                + " then add it to src/test/resources/wire/envelope.json too. It is now: %s",
            written)
        .isEqualTo(golden(name));
  }

  @ParameterizedTest
  @MethodSource("names")
  void isReadFromItsGolden(String name) throws IOException {
    assertSame(read(golden(name)), sample(name));
  }

  /** Their goldens are copied once and never change; ReleasedTest holds them to that. */
  @ParameterizedTest
  @ValueSource(strings = "0.1.0-m2")
  void isReadAsReleasedVersionsWroteIt(String version) throws IOException {
    for (var released : goldens("/released/" + version + "/envelope.json").properties()) {
      var sample = sample(released.getKey());
      assertSame(read(released.getValue()), sample);
      var today = golden(released.getKey());
      released
          .getValue()
          .fieldNames()
          .forEachRemaining(
              field -> assertThat(today.has(field)).as(version + " reads " + field).isTrue());
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void isReadWithFieldsThatThisVersionDoesNotKnow(String name) throws IOException {
    var later = golden(name);
    later.put("tenant", "north").putObject("later").putArray("unheardOf").add(1);
    assertSame(read(later), sample(name));
  }

  @Test
  void isReadWithoutWhatALaterVersionMayNoLongerSend() {
    var bare = read("{'kind':'failed','type':'CONFLICT','remainingMs':0}");
    assertThat(failure(bare, FailureKind.CONFLICT)).isEmpty();
  }

  /** A request is for a node of its version; a reply that cannot be read is a defect. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      textBlock =
          """
          asked    | inventory.RecountStock           | {}                                 | UNAVAILABLE |
          asked    | orders.ListOrders                | {'status':'FROZEN','limit':20}     | UNAVAILABLE | FROZEN
          asked    | orders.ListOrders                | {'status':1,'limit':20}            | UNAVAILABLE |
          answered | inventory.ReserveStock.Reply     | {'is':'Backordered'}               | INTERNAL    | Backordered
          answered | inventory.RecountStock.Recounted | {}                                 | INTERNAL    |
          answered | inventory.StockLevels.Levels     | {'levels':[{'sku':'85123A','onHand':1.5,'reserved':0}]} | INTERNAL | 1.5
          answered | inventory.StockLevels.Levels     | {'levels':[{'sku':'85123A','onHand':'1','reserved':0}]} | INTERNAL |
          """)
  void whatIsUnknownIsNotGuessed(
      String kind, String type, String body, FailureKind failure, @Nullable String named) {
    var read = read(wire(kind, type, body));
    assertThat(failure(read, failure)).contains(type, named == null ? type : named);
  }

  @Test
  void anUnknownKindOfFailureOrEnvelopeIsADefect() {
    var refused =
        read("{'kind':'failed','type':'PAYMENT_REQUIRED','body':'pay first','remainingMs':0}");
    assertThat(failure(refused, FailureKind.INTERNAL)).isEqualTo("pay first");
    var streamed = read("{'kind':'streamed','type':'orders.FindOrder','remainingMs':0}");
    assertThat(failure(streamed, FailureKind.INTERNAL)).contains("streamed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "nonsense", "{'kind':'asked'}", "null"})
  void whatIsNoEnvelopeIsADefect(String broken) {
    assertThat(failure(read(broken), FailureKind.INTERNAL)).isNotEmpty();
  }

  /** One event that is not understood does not spoil those beside it. */
  @Test
  void anUnknownEventIsPassedOnUnread() {
    var entries =
        List.of(
            entry(1, "OrderLost", ""),
            entry(2, "OrderPlaced", ",'total':{'amount':1,'currency':'GBP'}"),
            entry(3, "OrderRejected", ",'reason':'x','asked':['VOUCHER']"));
    var page =
        "{'incarnation':'%s','through':3,'scanned':3,'entries':%s}".formatted(ID.value(), entries);
    var later = read(wire("answered", "log.ReadLog.Entries", page));
    assertThat(later).isInstanceOf(Envelope.Answered.class);
    var read = ((ReadLog.Entries) ((Envelope.Answered) later).reply()).entries();
    assertThat(read)
        .extracting(entry -> entry.event().getClass().getSimpleName())
        .containsExactly("UnreadEvent", "OrderPlaced", "UnreadEvent");
    assertThat(((UnreadEvent) read.getFirst().event()).type()).isEqualTo("OrderLost");
    assertThat(((UnreadEvent) read.getLast().event()).why()).contains("VOUCHER");
  }

  /** What an older node could not read and passed on. */
  @Test
  void anEventThatAnotherNodeCouldNotReadIsReadHere() {
    var payload = "{\"is\":\"OrderShipped\",\"orderId\":\"" + ID.value() + "\"}";
    var passedOn = new UnreadEvent("OrderShipped", payload, "unknown event OrderShipped");
    assertThat(Json.read(Json.write(passedOn), Event.class)).isEqualTo(new OrderShipped(ID));
    var stillUnread = new UnreadEvent("OrderLost", payload, "unknown event OrderLost");
    assertThat(Json.read(Json.write(stillUnread), Event.class)).isEqualTo(stillUnread);
  }

  private static String entry(long position, String type, String more) {
    return "{'position':%d,'key':'%s','event':{'is':'%s','orderId':'%s'%s},'trace':'','at':'2026-11-27T08:00:00Z'}"
        .formatted(position, ID.value(), type, ID.value(), more);
  }

  private static String wire(String kind, String type, String body) {
    return "{'kind':'%s','type':'%s','body':'%s','remainingMs':1000}"
        .formatted(kind, type, body.replace("'", "\\'"));
  }

  private Envelope read(JsonNode wire) {
    return readText(wire.toString());
  }

  /** Reads what a test writes with single quotes. */
  private Envelope read(String wire) {
    return readText(wire.replace('\'', '"'));
  }

  private Envelope readText(String wire) {
    var bytes = wire.getBytes(StandardCharsets.UTF_8);
    return codec.decodeFromWire(
        1, Buffer.buffer("x").appendInt(bytes.length).appendBytes(bytes).appendString("y"));
  }

  private static void assertSame(Envelope read, Envelope sample) {
    switch (sample) {
      case Envelope.Asked(var request, var call) -> {
        assertThat(read).isInstanceOf(Envelope.Asked.class);
        var asked = (Envelope.Asked) read;
        assertThat(asked.request()).isEqualTo(request);
        assertThat(asked.call().actor()).isEqualTo(call.actor());
        assertThat(asked.call().trace()).isEqualTo(call.trace());
        assertThat(asked.call().caller()).isEqualTo(call.caller());
        assertThat(asked.call().deadline().remainingMs()).isBetween(REMAINING_MS / 2, REMAINING_MS);
      }
      case Envelope.Answered answered -> assertThat(read).isEqualTo(answered);
      case Envelope.Failed(var failure) ->
          assertThat(failure(read, failure.kind())).isEqualTo(failure.getMessage());
    }
  }

  private static String failure(Envelope read, FailureKind kind) {
    assertThat(read).isInstanceOf(Envelope.Failed.class);
    var failure = ((Envelope.Failed) read).failure();
    assertThat(failure.kind()).isEqualTo(kind);
    return String.valueOf(failure.getMessage());
  }

  private static ObjectNode golden(String name) throws IOException {
    var golden = goldens("/wire/envelope.json").get(name);
    assertThat(golden).as("the golden " + name).isNotNull();
    return (ObjectNode) golden;
  }

  private static JsonNode goldens(String resource) throws IOException {
    try (var goldens = EnvelopeCodecTest.class.getResourceAsStream(resource)) {
      return JSON.readTree(goldens);
    }
  }
}
