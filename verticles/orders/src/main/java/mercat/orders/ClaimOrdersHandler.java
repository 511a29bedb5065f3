package mercat.orders;

import static mercat.platform.Await.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import mercat.contracts.orders.ClaimOrders;
import mercat.contracts.orders.ClaimOrders.Reply;
import mercat.orders.domain.Digests;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.RequestHandler;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Mailbox;

/**
 * Makes a customer's own what they ordered as a guest. Who only says an e-mail address gets nothing
 * that was ordered under it.
 */
final class ClaimOrdersHandler implements RequestHandler<ClaimOrders, Reply> {
  private static final String CLAIM =
      """
      update orders set account = $1::uuid
       where id in (select id from orders where buyer = $2::bytea and account is null
                     order by id limit $3::int for no key update)\
      """;

  /** Orders that one statement changes. */
  private static final int ORDERS_MAX = 500;

  private final CustomerAccounts accounts;
  private final Mailbox<Guest, Integer> claiming;

  /** Whose orders as a guest become an account's. */
  private record Guest(UUID account, Buffer buyer) {}

  ClaimOrdersHandler(BoundedContext orders, CustomerAccounts accounts) {
    this.accounts = accounts;
    this.claiming = orders.mailboxOfEach("ClaimOrders", (tx, guest, call) -> claim(tx, guest));
  }

  private static int claim(Tx tx, Guest guest) {
    int claimed = tx.query(CLAIM, Tuple.of(guest.account(), guest.buyer(), ORDERS_MAX)).rowCount();
    if (claimed > 0) {
      CustomerEmails.add(tx, guest.buyer(), guest.account());
    }
    return claimed;
  }

  @Override
  public Reply handle(ClaimOrders request, Call call) {
    return accounts
        .read(call.actor().requireCustomer(), call)
        .filter(account -> account.emailVerified())
        .map(account ->
            new Guest(account.id(), Buffer.buffer(Digests.buyer(account.email().value()))))
        .<Reply>map(guest -> new Reply.Claimed(claimAll(guest, call)))
        .orElseGet(Reply.NotVerified::new);
  }

  private int claimAll(Guest guest, Call call) {
    int all = 0;
    int some;
    do {
      some = await(claiming.submit(guest, call));
      all += some;
    } while (some == ORDERS_MAX);
    return all;
  }
}
