package mercat.payments;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import mercat.contracts.Money;
import mercat.contracts.payments.ReadPayment;
import mercat.contracts.payments.ReadPayment.AskedRefund;
import mercat.contracts.payments.ReadPayment.Reply;
import mercat.platform.Call;
import mercat.platform.RequestHandler;
import mercat.platform.database.Database;
import mercat.platform.database.Rows;

/** Tells staff that reads orders how far a payment has come. */
record PaymentReader(Database database) implements RequestHandler<ReadPayment, Reply> {
  private static final String PAYMENT =
      """
      select state, wanted, created_at, attempts, next_at
        from payment where order_id = $1::uuid\
      """;

  private static final String REFUNDS =
      """
      select id, amount, currency, created_at, state = 'done' as done
        from refund where order_id = $1::uuid
       order by created_at desc, id limit $2::int\
      """;

  @Override
  public Reply handle(ReadPayment request, Call call) {
    call.actor().requireScope("orders:read");
    var id = request.orderId().value();
    var found = database.read(PAYMENT, Tuple.of(id));
    if (found.size() == 0) {
      return new Reply.Unknown();
    }
    var refunds =
        database.read(REFUNDS, Tuple.of(id, ReadPayment.REFUNDS_MAX)).stream()
            .map(PaymentReader::refund)
            .toList();
    return payment(found.iterator().next(), refunds.reversed());
  }

  private static Reply payment(Row row, List<AskedRefund> refunds) {
    return new Reply.Found(
        row.getString(0),
        row.getString(1),
        row.getOffsetDateTime(2).toInstant(),
        row.getInteger(3),
        Rows.instant(row.getOffsetDateTime(4)),
        refunds);
  }

  private static AskedRefund refund(Row row) {
    return new AskedRefund(
        row.getUUID(0),
        new Money(row.getLong(1), row.getString(2)),
        row.getOffsetDateTime(3).toInstant(),
        row.getBoolean(4));
  }
}
