package mercat.orders;

import static mercat.platform.Await.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.database.Sweep;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Mailbox;

/**
 * Keeps under which e-mails customers ordered, by which staff finds their orders. A sweep draws it
 * from the orders, so that none of them pays for it; those in front of the sweep are looked
 * through.
 */
final class CustomerEmails implements Runnable {
  /**
   * What the sweep has not reached yet: as a range, of which the planner expects few rows; of all
   * above a number that it does not know, it expects a third of the table.
   */
  static final String IS_AHEAD =
      """
      number between (select number + 1 from swept where what = 'customer_email')
                 and 9223372036854775807\
      """;

  private static final Sweep SWEEP =
      new Sweep(
          "customer_email",
          "orders",
          "placed_at",
          """
          insert into customer_email (buyer, account)
          select distinct buyer, account
            from orders
           where number > $1::bigint and number <= $2::bigint
             and account is not null and buyer <> ''
           order by buyer, account
          on conflict do nothing\
          """);

  private static final String ADD =
      """
      insert into customer_email (buyer, account) values ($1::bytea, $2::uuid)
      on conflict do nothing\
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Mailbox<Duration, Boolean> sweeping;

  CustomerEmails(BoundedContext orders) {
    this.sweeping = orders.mailboxOfEach("SweepEmails", (tx, age, call) -> SWEEP.run(tx, age));
  }

  @Override
  public void run() {
    boolean isMoreAhead;
    do {
      isMoreAhead = await(sweeping.submit(Duration.ZERO, Call.bySystem("orders", PATIENCE)));
    } while (isMoreAhead);
  }

  /** Notes an e-mail at once, as of orders that the sweep has passed. */
  static void add(Tx tx, Buffer buyer, UUID account) {
    tx.send(ADD, Tuple.of(buyer, account));
  }
}
