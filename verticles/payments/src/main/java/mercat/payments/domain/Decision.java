package mercat.payments.domain;

import java.util.ArrayList;
import java.util.List;
import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.payments.PaymentAuthorized;
import mercat.contracts.payments.PaymentCaptured;
import mercat.contracts.payments.PaymentDeclined;
import mercat.contracts.payments.PaymentRefunded;
import mercat.contracts.payments.PaymentResolved;
import mercat.contracts.payments.PaymentUnknown;
import mercat.contracts.payments.PaymentVoided;

/**
 * What a piece of evidence comes to.
 *
 * @param entries what goes into the ledger
 * @param events what goes into the log
 * @param isDenial whether the evidence denies what was known
 */
public record Decision(
    Seen cause,
    Payment before,
    Payment after,
    List<Entry> entries,
    List<Event> events,
    boolean isDenial) {
  /**
   * Decides what the evidence makes of a payment.
   *
   * @param account the provider's account in the ledger
   */
  public static Decision of(Payment before, Seen seen, String account) {
    var evidence = seen.evidence();
    var after = before.seen(evidence);
    if (after.equals(before)) {
      return new Decision(seen, before, after, List.of(), List.of(), before.isDeniedBy(evidence));
    }
    return new Decision(
        seen, before, after, entries(evidence, after, account), events(seen, before, after), false);
  }

  /** Whether the payment changed. */
  public boolean isMove() {
    return !after.equals(before);
  }

  private static List<Entry> entries(Evidence evidence, Payment after, String account) {
    return switch (evidence) {
      case Evidence.Taken taken -> List.of(Entry.capture(after.orderId(), account, after.amount()));
      case Evidence.Returned(var refundId, long part) ->
          List.of(Entry.refund(refundId, account, new Money(part, after.amount().currency())));
      case Evidence.Dropped dropped -> List.of();
      case Outcome outcome -> List.of();
    };
  }

  private static List<Event> events(Seen seen, Payment before, Payment after) {
    var id = new OrderId(after.orderId());
    var amount = after.amount();
    var isAwaited = seen.isLate() || before.state() == PaymentState.UNKNOWN;
    var events = new ArrayList<Event>(2);
    switch (seen.evidence()) {
      case Outcome.Approved approved -> {
        events.add(new PaymentAuthorized(id, amount));
        if (isAwaited) {
          events.add(new PaymentResolved(id, true, ""));
        }
      }
      case Outcome.Refused(var reason) -> {
        events.add(new PaymentDeclined(id, amount));
        if (isAwaited) {
          events.add(new PaymentResolved(id, false, reason));
        }
      }
      case Outcome.Unclear unclear -> events.add(new PaymentUnknown(id, amount));
      case Outcome.NeverSeen never -> events.add(new PaymentUnknown(id, amount));
      case Evidence.Taken taken -> events.add(new PaymentCaptured(id, amount));
      case Evidence.Dropped dropped -> events.add(new PaymentVoided(id, amount));
      case Evidence.Returned(var refundId, long part) ->
          events.add(
              new PaymentRefunded(
                  id,
                  refundId,
                  new Money(part, amount.currency()),
                  new Money(after.refunded(), amount.currency()),
                  amount));
    }
    return events;
  }
}
