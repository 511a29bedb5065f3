package mercat.notifications.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.accounts.AccountErased;
import mercat.contracts.accounts.AccountRegistered;
import mercat.contracts.accounts.RegisteredAgain;
import mercat.contracts.log.LogEntry;
import mercat.contracts.notifications.MailKind;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.payments.PaymentRefunded;
import mercat.testkit.Fresh;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WantedMailTest {
  private static final String TRACE = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";
  private static final Money FIVE = new Money(500, "GBP");
  private static final UUID ID = new UUID(1, 2);
  private static final UUID ONLY = new UUID(0, 0);

  @Test
  void isOneForAnEventThatHappensOnce() {
    assertThat(wanted(7, new AccountRegistered(ID)))
        .contains(new WantedMail(MailKind.WELCOME, ID, ONLY, 0, "", TRACE, at()));
    assertThat(wanted(7, new OrderConfirmed(new OrderId(ID), FIVE)))
        .contains(new WantedMail(MailKind.ORDER_CONFIRMED, ID, ONLY, 0, "", TRACE, at()));
  }

  @Test
  void isOneForEachTimeThatSomethingHappens() {
    assertThat(wanted(7, new RegisteredAgain(ID)))
        .contains(
            new WantedMail(MailKind.REGISTERED_AGAIN, ID, new UUID(0, 7), 0, "", TRACE, at()));
    var refund = new UUID(3, 4);
    assertThat(wanted(7, new PaymentRefunded(new OrderId(ID), refund, FIVE, FIVE, FIVE)))
        .contains(new WantedMail(MailKind.ORDER_REFUNDED, ID, refund, 500, "GBP", TRACE, at()));
  }

  @Test
  void isNoneForWhatNobodyIsToldOf() {
    var nothing = new Money(0, "GBP");
    assertThat(wanted(7, new AccountErased(ID))).isEmpty();
    assertThat(wanted(7, new PaymentRefunded(new OrderId(ID), ID, nothing, nothing, nothing)))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"2999,3000,false", "3000,3000,true", "0,0,true", "-50,3000,false"})
  void tellsOfARejectionThatCameTooLateForTheResponse(long ageMs, long patienceMs, boolean isTold) {
    var order = Fresh.orderId();
    long placedMs = order.value().getMostSignificantBits() >>> 16;
    var entry =
        new LogEntry(
            1,
            order.value(),
            new OrderRejected(order, "out_of_stock", Set.of()),
            TRACE,
            Instant.ofEpochMilli(placedMs + ageMs));
    assertThat(WantedMail.of(entry, patienceMs, true).isPresent()).isEqualTo(isTold);
  }

  /** An id that tells no time, from a caller of another kind. */
  @Test
  void tellsOfARejectionWhereNobodyKnowsHowLongItTook() {
    assertThat(wanted(7, new OrderRejected(new OrderId(ID), "out_of_stock", Set.of()))).isPresent();
  }

  @Test
  void continuesATraceThatIsRecorded() {
    var entry = new LogEntry(7, ID, new AccountRegistered(ID), TRACE, at());
    assertThat(WantedMail.of(entry, 0, false).map(WantedMail::trace)).contains("");
  }

  private static Optional<WantedMail> wanted(long position, Event event) {
    return WantedMail.of(new LogEntry(position, ID, event, TRACE, at()), 3_000, true);
  }

  private static Instant at() {
    return Instant.parse("2026-11-29T07:00:00Z");
  }
}
