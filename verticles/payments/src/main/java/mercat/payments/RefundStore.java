package mercat.payments;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.payments.RefundPayment;
import mercat.platform.EnumText;
import mercat.platform.database.Columns;
import mercat.platform.database.Rows;
import mercat.platform.database.Tx;

/** The refunds. Locked ascending by id, after their payments and before the ledger. */
record RefundStore(PaymentsConfig config) {
  private static final String CLAIM =
      """
      insert into refund (id, order_id, amount, currency, state, next_at)
      values ($1::uuid, $2::uuid, $3::bigint, $4::text, 'sent', now() + $5::bigint * interval '1 ms')
      on conflict do nothing\
      """;

  private static final String FIND =
      "select id, order_id, amount, currency, state from refund where id = $1::uuid";

  private static final String PENDING =
      "select coalesce(sum(amount), 0)::bigint from refund where order_id = $1::uuid and state ="
          + " 'sent'";

  private static final String LOCK =
      "select from refund where id = any($1::uuid[]) order by id for no key update";

  private static final String FINISH =
      "update refund set state = 'done' where id = any($1::uuid[]) and state = 'sent' returning id";

  private static final String DUE =
      """
      update refund set next_at = now() + $1::bigint * interval '1 ms'
       where id in (select id from refund where state = 'sent' and next_at <= now()
                       and (select provider = any($3::text[]) from payment
                             where payment.order_id = refund.order_id) = $4::bool
                     order by next_at limit $2::int for no key update skip locked)
      returning id, order_id, amount, currency,
                (select provider from payment where payment.order_id = refund.order_id)\
      """;

  enum RefundState {
    /** Committed before the provider was asked. */
    SENT,
    /** The money went back. */
    DONE
  }

  /** A refund that the worker took, and of whom it is asked. */
  record DueRefund(RefundPayment asked, String provider) {}

  /** A refund as it was asked for, and how far it has come. */
  record StoredRefund(RefundPayment asked, RefundState state) {}

  /**
   * Stores a refund that the provider is about to be asked for; false when its id is taken. Its
   * payment is locked.
   */
  boolean claim(Tx tx, RefundPayment request) {
    var amount = request.amount();
    var parameters =
        Tuple.of(
            request.refundId(),
            request.orderId().value(),
            amount.amount(),
            amount.currency(),
            config.recheck().toMillis());
    return tx.query(CLAIM, parameters).rowCount() == 1;
  }

  Optional<StoredRefund> find(Tx tx, UUID refundId) {
    return Rows.first(
        tx.query(FIND, Tuple.of(refundId)),
        row -> new StoredRefund(refund(row), EnumText.parse(RefundState.class, row.getString(4))));
  }

  /** What is on its way back to an order's buyer, minor units. */
  long pending(Tx tx, UUID orderId) {
    return tx.query(PENDING, Tuple.of(orderId)).iterator().next().getLong(0);
  }

  /** Ends refunds; those that had not ended before. */
  Set<UUID> finish(Tx tx, Collection<UUID> ids) {
    var parameters = Columns.uuids(ids);
    tx.send(LOCK, parameters);
    return Rows.ids(tx.query(FINISH, parameters));
  }

  /** Takes refunds that the provider has not answered for, and puts their next look off. */
  List<DueRefund> due(Tx tx, TakeDue.Whose whose, int most) {
    var parameters =
        Tuple.of(
            config.recheck().toMillis(),
            most,
            whose.providers().toArray(String[]::new),
            whose.isOfThese());
    return tx.query(DUE, parameters).stream()
        .map(row -> new DueRefund(refund(row), row.getString(4)))
        .toList();
  }

  private static RefundPayment refund(Row row) {
    var amount = new Money(row.getLong(2), row.getString(3));
    return new RefundPayment(row.getUUID(0), new OrderId(row.getUUID(1)), amount);
  }
}
