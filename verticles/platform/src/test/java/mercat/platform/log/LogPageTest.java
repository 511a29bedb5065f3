package mercat.platform.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.UnreadEvent;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.Step;
import mercat.platform.Failure;
import mercat.platform.bus.Json;
import mercat.platform.database.Tx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A row of a log as it is stored, held to a golden, and one that a later version wrote. */
class LogPageTest {
  private static final Instant TIME = Instant.parse("2026-11-27T08:00:00Z");
  private static final OrderId ID =
      new OrderId(UUID.fromString("019a9f3c-7d10-7a31-8f2e-5b1d0c9e4a77"));
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
  private static final OrderConfirmed CONFIRMED = new OrderConfirmed(ID, new Money(1_530, "GBP"));
  private static final OrderRejected REJECTED =
      new OrderRejected(ID, "payment_declined", Set.of(Step.STOCK));
  private static final Set<String> ALL = Set.of();

  @Test
  void isWrittenAsItsGoldenSays() throws IOException {
    var written =
        LogPage.write(
            List.of(
                new Tx.Appended(ID.value(), CONFIRMED, TRACE),
                new Tx.Appended(ID.value(), REJECTED, "")));
    assertThat(Json.mapper().readTree(written))
        .as("a row of the log; what stands in logs is read for ever, so only add fields")
        .isEqualTo(Json.mapper().readTree(golden()));
  }

  @Test
  void isReadFromItsGolden() throws IOException {
    assertThat(LogPage.read(golden(), 7, TIME, 0, ALL))
        .containsExactly(
            new LogEntry(7, ID.value(), CONFIRMED, TRACE, TIME),
            new LogEntry(8, ID.value(), REJECTED, "", TIME));
  }

  @Test
  void isReadFromAPositionOn() throws IOException {
    assertThat(LogPage.read(golden(), 7, TIME, 7, ALL))
        .extracting(LogEntry::position)
        .containsExactly(8L);
    assertThat(LogPage.read(golden(), 7, TIME, 8, ALL)).isEmpty();
  }

  @Test
  void isReadWithFieldsThatThisVersionDoesNotKnow() throws IOException {
    var later =
        golden()
            .replace("\"key\"", "\"tenant\":[1],\"key\"")
            .replace("\"payload\"", "\"schema\":2,\"payload\"");
    assertThat(LogPage.read(later, 7, TIME, 0, ALL))
        .isEqualTo(LogPage.read(golden(), 7, TIME, 0, ALL));
  }

  @Test
  void anUnknownTypeThatNobodyWantsIsPassedOver() throws IOException {
    var later = golden().replace("OrderConfirmed", "OrderLost");
    assertThat(LogPage.read(later, 7, TIME, 0, Set.of("OrderRejected")))
        .containsExactly(new LogEntry(8, ID.value(), REJECTED, "", TIME));
  }

  @Test
  void anUnknownTypeThatIsWantedIsPassedOnUnread() throws IOException {
    var later = golden().replace("OrderConfirmed", "OrderLost");
    var read = LogPage.read(later, 7, TIME, 0, Set.of("OrderLost", "OrderRejected"));
    assertThat(read).extracting(LogEntry::position).containsExactly(7L, 8L);
    assertThat(read.getFirst().event()).isInstanceOf(UnreadEvent.class);
    assertThat(((UnreadEvent) read.getFirst().event()).payload()).contains("1530");
    assertThat(read.getLast().event()).isEqualTo(REJECTED);
  }

  @Test
  void anUnknownConstantLeavesItsEventUnread() throws IOException {
    var later = golden().replace("STOCK", "VOUCHER");
    var read = LogPage.read(later, 7, TIME, 0, ALL);
    assertThat(read.getFirst().event()).isEqualTo(CONFIRMED);
    assertThat(read.getLast().event()).isInstanceOf(UnreadEvent.class);
    assertThat(((UnreadEvent) read.getLast().event()).why()).contains("VOUCHER");
  }

  @Test
  void whatIsNoRowIsADefect() {
    assertThatThrownBy(() -> LogPage.read("{}", 7, TIME, 0, ALL)).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> LogPage.read("[{\"payload\":{}}]", 7, TIME, 0, ALL))
        .isInstanceOf(Failure.class);
  }

  @ParameterizedTest
  @ValueSource(strings = "0.1.0-m2")
  void isReadAsReleasedVersionsWroteIt(String version) throws IOException {
    assertThat(LogPage.read(text("/released/" + version + "/log-row.json"), 7, TIME, 0, ALL))
        .extracting(LogEntry::event)
        .containsExactly(CONFIRMED, REJECTED);
  }

  private static String golden() throws IOException {
    return text("/wire/log-row.json");
  }

  private static String text(String resource) throws IOException {
    try (var golden = LogPageTest.class.getResourceAsStream(resource)) {
      return new String(golden.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
