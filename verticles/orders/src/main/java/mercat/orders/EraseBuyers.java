package mercat.orders;

import static mercat.platform.Await.await;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.database.Database;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.Mailbox;

/**
 * Forgets who bought, of the orders of erased accounts: lines, amounts and how they ended stay. An
 * account is looked at for a while after its erasure, for an order may have been on its way then.
 */
final class EraseBuyers implements Runnable {
  private static final String IS_BEGUN = "select 1 from erasure limit 1";

  private static final String ERASE =
      """
      update orders
         set email = '', buyer = '', idempotency_key = '', body_hash = '', shipping_address = null
       where id in (select o.id from erasure join orders o using (account) where o.email <> ''
                     order by o.id limit $1::int for no key update of o)\
      """;

  private static final String FORGET_EMAILS =
      "delete from customer_email using erasure where customer_email.account = erasure.account";

  private static final String END =
      """
      delete from erasure e
       where begun_at < now() - $1::bigint * interval '1 ms'
         and not exists (select from orders o where o.account = e.account and o.email <> '')\
      """;

  /** Longer than the edge lets in whose account is gone, and then such a request takes. */
  private static final Duration STRAGGLERS = Duration.ofMinutes(1);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Orders that one statement changes. */
  private static final int ORDERS_MAX = 500;

  private final Database database;
  private final Mailbox<Integer, Integer> erasing;

  EraseBuyers(BoundedContext orders) {
    this.database = orders.database();
    this.erasing = orders.mailbox("EraseBuyers", EraseBuyers::erase);
  }

  @Override
  public void run() {
    if (database.read(IS_BEGUN, Tuple.tuple()).size() == 0) {
      return;
    }
    int erased;
    do {
      erased = await(erasing.submit(ORDERS_MAX, Call.bySystem("orders", PATIENCE)));
    } while (erased == ORDERS_MAX);
  }

  private static List<Integer> erase(Tx tx, List<Asked<Integer>> batch) {
    var erased =
        Asked.requests(batch).stream()
            .map(most -> tx.query(ERASE, Tuple.of(most)).rowCount())
            .toList();
    tx.send(FORGET_EMAILS, Tuple.tuple());
    tx.send(END, Tuple.of(STRAGGLERS.toMillis()));
    return erased;
  }
}
