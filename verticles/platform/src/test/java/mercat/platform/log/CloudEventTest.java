package mercat.platform.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.UnreadEvent;
import mercat.contracts.orders.OrderPlaced;
import org.junit.jupiter.api.Test;

class CloudEventTest {
  private static final UUID KEY = UUID.fromString("019a9f3c-7d10-7a31-8f2e-5b1d0c9e4a77");
  private static final UUID LIFE = UUID.fromString("019a9f3c-7d11-7000-8000-000000000001");
  private static final Instant AT = Instant.parse("2026-11-27T08:00:00.123456Z");
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

  /** Others keep what they are told: this text changes only by fields that are added. */
  @Test
  void tellsAnEventToTheLetter() {
    assertThat(json(new OrderPlaced(new OrderId(KEY), new Money(1_530, "GBP")), TRACE))
        .isEqualTo(
            """
            {"specversion":"1.0",\
            "id":"019a9f3c-7d11-7000-8000-000000000001/3000000000",\
            "source":"urn:mercat:orders",\
            "type":"mercat.orders.OrderPlaced",\
            "subject":"019a9f3c-7d10-7a31-8f2e-5b1d0c9e4a77",\
            "time":"2026-11-27T08:00:00.123456Z",\
            "datacontenttype":"application/json",\
            "incarnation":"019a9f3c-7d11-7000-8000-000000000001",\
            "position":"3000000000",\
            "traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",\
            "data":{"orderId":"019a9f3c-7d10-7a31-8f2e-5b1d0c9e4a77",\
            "total":{"amount":1530,"currency":"GBP"}}}\
            """);
  }

  @Test
  void tellsWhatThisVersionDoesNotUnderstandAsItStandsInTheLog() {
    var unread = new UnreadEvent("OrderLost", "{\"is\":\"OrderLost\",\"by\":7}", "unknown");
    assertThat(json(unread, ""))
        .contains("\"type\":\"mercat.orders.OrderLost\"")
        .endsWith("\"position\":\"3000000000\",\"data\":{\"by\":7}}");
  }

  private static String json(Event event, String trace) {
    return CloudEvent.of("orders", LIFE, new LogEntry(3_000_000_000L, KEY, event, trace, AT))
        .json();
  }
}
