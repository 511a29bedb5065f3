package mercat.notifications.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.OrderId;
import mercat.contracts.accounts.AccountRegistered;
import mercat.contracts.accounts.PasswordResetRequested;
import mercat.contracts.accounts.RegisteredAgain;
import mercat.contracts.log.LogEntry;
import mercat.contracts.notifications.MailKind;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.OrderShipped;
import mercat.contracts.payments.PaymentRefunded;

/**
 * A mail that an event asks for. Events of which there is one for each subject ask for one mail,
 * however often they are read.
 *
 * @param subject the account or the order that it is about
 * @param occurrence which of several of the kind: the refund, or the position in the log
 * @param amount of a refund in minor units, else 0
 * @param currency of a refund, else empty
 */
public record WantedMail(
    MailKind kind,
    UUID subject,
    UUID occurrence,
    long amount,
    String currency,
    String trace,
    Instant at) {
  private static final UUID ONLY = new UUID(0, 0);
  private static final int TIME_BITS = 16;
  private static final int TIME_ORDERED = 7;

  /**
   * The mail that an event asks for, if any.
   *
   * @param patienceMs how long whoever placed an order waits for the response: a rejection within
   *     it is told there, and mailed to nobody, so that no stranger can have mails sent to others
   *     by orders that cost nothing
   * @param isRecorded whether the mail is to continue the event's trace
   */
  public static Optional<WantedMail> of(LogEntry entry, long patienceMs, boolean isRecorded) {
    return of(isRecorded ? entry : untraced(entry), patienceMs);
  }

  private static LogEntry untraced(LogEntry entry) {
    return new LogEntry(entry.position(), entry.key(), entry.event(), "", entry.at());
  }

  private static Optional<WantedMail> of(LogEntry entry, long patienceMs) {
    return switch (entry.event()) {
      case AccountRegistered it -> Optional.of(of(entry, MailKind.WELCOME, it.accountId(), ONLY));
      case RegisteredAgain it ->
          Optional.of(of(entry, MailKind.REGISTERED_AGAIN, it.accountId(), position(entry)));
      case PasswordResetRequested it ->
          Optional.of(of(entry, MailKind.PASSWORD_RESET, it.accountId(), position(entry)));
      case OrderConfirmed it -> Optional.of(ofOrder(entry, MailKind.ORDER_CONFIRMED, it.orderId()));
      case OrderCancelled it -> Optional.of(ofOrder(entry, MailKind.ORDER_CANCELLED, it.orderId()));
      case OrderShipped it -> Optional.of(ofOrder(entry, MailKind.ORDER_SHIPPED, it.orderId()));
      case OrderRejected it ->
          isTold(entry, it.orderId(), patienceMs)
              ? Optional.empty()
              : Optional.of(ofOrder(entry, MailKind.ORDER_REJECTED, it.orderId()));
      case PaymentRefunded it -> it.amount().amount() == 0 ? Optional.empty() : refund(entry, it);
      case Event other -> Optional.empty();
    };
  }

  private static Optional<WantedMail> refund(LogEntry entry, PaymentRefunded refunded) {
    return Optional.of(
        new WantedMail(
            MailKind.ORDER_REFUNDED,
            refunded.orderId().value(),
            refunded.refundId(),
            refunded.amount().amount(),
            refunded.amount().currency(),
            entry.trace(),
            entry.at()));
  }

  private static WantedMail ofOrder(LogEntry entry, MailKind kind, OrderId order) {
    return of(entry, kind, order.value(), ONLY);
  }

  private static WantedMail of(LogEntry entry, MailKind kind, UUID subject, UUID occurrence) {
    return new WantedMail(kind, subject, occurrence, 0, "", entry.trace(), entry.at());
  }

  private static UUID position(LogEntry entry) {
    return new UUID(0, entry.position());
  }

  /** An order's id tells when it was placed. */
  private static boolean isTold(LogEntry entry, OrderId order, long patienceMs) {
    var id = order.value();
    return id.version() == TIME_ORDERED
        && entry.at().toEpochMilli() - (id.getMostSignificantBits() >>> TIME_BITS) < patienceMs;
  }
}
