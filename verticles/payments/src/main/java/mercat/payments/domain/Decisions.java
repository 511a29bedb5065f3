package mercat.payments.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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
 * What a batch of evidence comes to.
 *
 * @param moved the payments that changed, as they are now
 * @param entries what goes into the ledger
 * @param announcements what goes into the log, in order
 * @param denials evidence that denies what was known
 */
public record Decisions(
    Collection<Payment> moved,
    List<Entry> entries,
    List<Announcement> announcements,
    List<Seen> denials) {
  /** An event and the evidence that led to it. */
  public record Announcement(Seen cause, Event event) {}

  /**
   * Decides a batch in order of arrival; later evidence sees what earlier evidence changed.
   *
   * @param payments as stored; the map is brought up to date
   * @param account the provider's account in the ledger
   */
  public static Decisions decide(Map<UUID, Payment> payments, List<Seen> batch, String account) {
    var moved = new LinkedHashMap<UUID, Payment>();
    var entries = new ArrayList<Entry>();
    var announcements = new ArrayList<Announcement>();
    var denials = new ArrayList<Seen>();
    for (var seen : batch) {
      var before = payments.get(seen.orderId());
      if (before == null) {
        throw new IllegalStateException("evidence of a payment that is not there: " + seen);
      }
      if (before.isDeniedBy(seen.evidence())) {
        denials.add(seen);
      }
      var after = before.seen(seen.evidence());
      if (after.equals(before)) {
        continue;
      }
      payments.put(seen.orderId(), after);
      moved.put(seen.orderId(), after);
      announcements.add(new Announcement(seen, eventOf(seen.evidence(), after)));
      if (before.state().isUnresolved() && !after.state().isUnresolved()) {
        resolved(seen, before).ifPresent(event -> announcements.add(new Announcement(seen, event)));
      }
      switch (seen.evidence()) {
        case Evidence.Taken taken ->
            entries.add(Entry.capture(after.orderId(), account, after.amount()));
        case Evidence.Returned(var refundId, long part) ->
            entries.add(
                Entry.refund(refundId, account, new Money(part, after.amount().currency())));
        case Evidence.Dropped dropped -> {}
        case Outcome outcome -> {}
      }
    }
    return new Decisions(moved.values(), entries, announcements, denials);
  }

  /** Tells orders what it waits for, where no answer does. */
  private static Optional<Event> resolved(Seen seen, Payment before) {
    if (!seen.isLate() && before.state() != PaymentState.UNKNOWN) {
      return Optional.empty();
    }
    var id = new OrderId(seen.orderId());
    return switch (seen.evidence()) {
      case Outcome.Approved approved -> Optional.of(new PaymentResolved(id, true, ""));
      case Outcome.Refused(var reason) -> Optional.of(new PaymentResolved(id, false, reason));
      case Outcome.Unclear unclear -> Optional.empty();
      case Outcome.NeverSeen never -> Optional.empty();
      case Evidence.Taken taken -> Optional.empty();
      case Evidence.Dropped dropped -> Optional.empty();
      case Evidence.Returned returned -> Optional.empty();
    };
  }

  private static Event eventOf(Evidence evidence, Payment after) {
    var id = new OrderId(after.orderId());
    var amount = after.amount();
    return switch (evidence) {
      case Outcome.Approved approved -> new PaymentAuthorized(id, amount);
      case Outcome.Refused refused -> new PaymentDeclined(id, amount);
      case Outcome.Unclear unclear -> new PaymentUnknown(id, amount);
      case Outcome.NeverSeen never -> new PaymentUnknown(id, amount);
      case Evidence.Taken taken -> new PaymentCaptured(id, amount);
      case Evidence.Dropped dropped -> new PaymentVoided(id, amount);
      case Evidence.Returned(var refundId, long part) ->
          new PaymentRefunded(
              id,
              refundId,
              new Money(part, amount.currency()),
              new Money(after.refunded(), amount.currency()),
              amount);
    };
  }
}
