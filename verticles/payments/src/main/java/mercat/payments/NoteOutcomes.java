package mercat.payments;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.OrderId;
import mercat.contracts.payments.PaymentAuthorized;
import mercat.contracts.payments.PaymentDeclined;
import mercat.contracts.payments.PaymentResolved;
import mercat.contracts.payments.PaymentUnknown;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.BatchHandler;

/** Writes down what the provider told: the one way out of sent and unknown. */
final class NoteOutcomes implements BatchHandler<Told, Told.Noted> {
  private final PaymentStore store;

  NoteOutcomes(PaymentStore store) {
    this.store = store;
  }

  @Override
  public List<Told.Noted> handle(Tx tx, List<Told> batch) {
    var byOrder = new TreeMap<UUID, Told>();
    batch.forEach(told -> byOrder.put(told.orderId(), told));
    var ids = byOrder.keySet().toArray(UUID[]::new);
    var states =
        byOrder.values().stream().map(told -> stateOf(told.outcome())).toArray(String[]::new);
    var reasons =
        byOrder.values().stream().map(told -> reasonOf(told.outcome())).toArray(String[]::new);
    for (var moved : store.noteOutcomes(tx, ids, states, reasons)) {
      var cause = requireNonNull(byOrder.get(moved.orderId()));
      tx.append(cause, moved.orderId(), event(moved));
      if (cause.isLate() && !moved.state().equals("unknown")) {
        tx.append(cause, moved.orderId(), resolved(moved, cause));
      }
    }
    return batch.stream().map(told -> new Told.Noted()).toList();
  }

  private static Event event(PaymentRow moved) {
    var id = new OrderId(moved.orderId());
    return switch (moved.state()) {
      case "authorized" -> new PaymentAuthorized(id, moved.amount());
      case "declined" -> new PaymentDeclined(id, moved.amount());
      default -> new PaymentUnknown(id, moved.amount());
    };
  }

  private static PaymentResolved resolved(PaymentRow moved, Told told) {
    boolean isAuthorized = moved.state().equals("authorized");
    return new PaymentResolved(
        new OrderId(moved.orderId()), isAuthorized, reasonOf(told.outcome()));
  }

  private static String stateOf(PaymentProvider.Outcome outcome) {
    return switch (outcome) {
      case PaymentProvider.Outcome.Approved approved -> "authorized";
      case PaymentProvider.Outcome.Refused refused -> "declined";
      case PaymentProvider.Outcome.Unclear unclear -> "unknown";
      case PaymentProvider.Outcome.NeverSeen never -> "unknown";
    };
  }

  private static String reasonOf(PaymentProvider.Outcome outcome) {
    return outcome instanceof PaymentProvider.Outcome.Refused(var reason) ? reason : "";
  }
}
