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
 * What a piece of evidence makes of a payment.
 *
 * @param entries what goes into the ledger
 * @param events what goes into the log
 * @param isContradiction whether the evidence contradicts what was known
 */
public record PaymentChange(
    ReceivedEvidence cause,
    Payment before,
    Payment after,
    List<LedgerEntry> entries,
    List<Event> events,
    boolean isContradiction) {
  /** Decides what the evidence makes of the payment. */
  public static PaymentChange of(Payment before, ReceivedEvidence received) {
    var evidence = received.evidence();
    var after = before.after(evidence);
    if (after.equals(before)) {
      return new PaymentChange(
          received, before, after, List.of(), List.of(), before.isContradictedBy(evidence));
    }
    return new PaymentChange(
        received, before, after, entries(evidence, after), events(received, before, after), false);
  }

  public boolean isMove() {
    return !after.equals(before);
  }

  private static List<LedgerEntry> entries(ProviderEvidence evidence, Payment after) {
    var account = "provider:" + after.provider();
    return switch (evidence) {
      case ProviderEvidence.CaptureDone captured ->
          List.of(LedgerEntry.capture(after.orderId(), account, after.amount()));
      case ProviderEvidence.RefundDone(var refundId, long part) ->
          List.of(
              LedgerEntry.refund(refundId, account, new Money(part, after.amount().currency())));
      case ProviderOutcome outcome -> List.of();
    };
  }

  private static List<Event> events(ReceivedEvidence received, Payment before, Payment after) {
    var id = new OrderId(after.orderId());
    var amount = after.amount();
    var isAwaited = received.isLate() || before.state() == PaymentState.UNKNOWN;
    var events = new ArrayList<Event>(2);
    switch (received.evidence()) {
      case ProviderOutcome.Approved approved -> {
        events.add(new PaymentAuthorized(id, amount));
        if (isAwaited) {
          events.add(new PaymentResolved(id, true, ""));
        }
      }
      case ProviderOutcome.Denied denied -> addDeclined(events, after, isAwaited);
      case ProviderOutcome.Voided voided -> {
        if (after.state() == PaymentState.VOIDED) {
          events.add(new PaymentVoided(id, amount));
        } else {
          addDeclined(events, after, isAwaited);
        }
      }
      case ProviderOutcome.Unclear unclear -> events.add(new PaymentUnknown(id, amount));
      case ProviderOutcome.NeverSeen never -> events.add(new PaymentUnknown(id, amount));
      case ProviderEvidence.CaptureDone captured -> {
        events.add(new PaymentCaptured(id, amount));
        after.endWithoutCall().ifPresent(events::add);
      }
      case ProviderEvidence.RefundDone(var refundId, long part) ->
          events.add(
              new PaymentRefunded(
                  id, refundId, new Money(part, amount.currency()), after.refundedInAll(), amount));
    }
    return events;
  }

  private static void addDeclined(List<Event> events, Payment declined, boolean isAwaited) {
    var id = new OrderId(declined.orderId());
    events.add(new PaymentDeclined(id, declined.amount()));
    if (isAwaited) {
      events.add(new PaymentResolved(id, false, declined.reason()));
    }
  }
}
