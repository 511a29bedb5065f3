package mercat.simulation;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import mercat.contracts.OrderId;
import mercat.testkit.TestDatabase;
import mercat.verify.Ack;
import mercat.verify.DatabaseAccess;
import mercat.verify.Verify;

/** A database that one seed after the other has for itself, and what there is to ask of it. */
final class World {
  private static final List<String> SCHEMAS =
      List.of("catalog", "inventory", "orders", "payments", "promotions", "sandbox");

  /** What a database has before anybody used it stays. */
  private static final String USED =
      """
      select format('delete from %%I.%%I', schemaname, tablename) from pg_tables
       where schemaname in (%s)
         and tablename not in ('schema_history', 'log_head', 'log_chain', 'swept', 'order_token_key')\
      """
          .formatted("'" + String.join("', '", SCHEMAS) + "'");

  private static final String UNFINISHED =
      """
      select 'order ' || id || ' is pending, payment ' || payment_status
        from orders.orders where status = 'pending'
      union all
      select 'payment of ' || order_id || ' is ' || state || ', wanted ' || coalesce(wanted, 'undecided')
        from payments.payment
       where state in ('sent', 'unknown', 'authorized', 'capturing')
          or (state = 'captured' and wanted = 'nothing' and refunded < amount)
      union all
      select 'refund ' || id || ' is ' || state from payments.refund where state <> 'done'
      union all
      select follower || ' has read ' || source || ' to ' || position || ' of ' || last
        from (select 'inventory' as follower, source, position,
                     (select coalesce(max(position), 0) from orders.log) as last
                from inventory.cursor where source = 'orders'
              union all
              select 'payments', source, position, (select coalesce(max(position), 0) from orders.log)
                from payments.cursor where source = 'orders'
              union all
              select 'promotions', source, position, (select coalesce(max(position), 0) from orders.log)
                from promotions.cursor where source = 'orders'
              union all
              select 'orders', source, position, (select coalesce(max(position), 0) from payments.log)
                from orders.cursor where source = 'payments') following
       where position <> last\
      """;

  /** What must not be left when all have come to rest, beyond what holds at any moment. */
  private static final String LEFT_BEHIND =
      """
      select 'stock is still held for order ' || order_id
        from inventory.reservation where state = 'held'
      union all
      select 'order ' || o.id || ' is ' || o.status || ', but still uses coupon ' || r.coupon
        from orders.orders o join promotions.redemption r on r.order_id = o.id
       where r.state = 'redeemed' and o.status in ('rejected', 'cancelled')
      union all
      select 'the provider still holds ' || amount || ' for order ' || order_id
        from sandbox.charge where state = 'authorized'
      union all
      select 'order ' || c.order_id || ' is ' || o.status || ', but the provider keeps '
             || c.amount - c.refunded
        from sandbox.charge c join orders.orders o on o.id = c.order_id
       where c.state = 'captured' and o.status = 'cancelled' and c.refunded < c.amount
      union all
      select 'refund ' || id || ' of ' || amount || ' is done, but the provider gave back '
             || coalesce((select g.amount::text from sandbox.refund g where g.refund_key = r.id), 'nothing')
        from payments.refund r
       where not exists (select from sandbox.refund g where g.refund_key = r.id and g.amount = r.amount)\
      """;

  private final TestDatabase database = TestDatabase.fresh();

  World() {
    database.prepare(SCHEMAS);
  }

  TestDatabase database() {
    return database;
  }

  /**
   * A world in which a table lacks a constraint. Whoever writes to it stays in the middle for
   * longer than two who ask at once are apart: so they meet there, however fast the machine is.
   */
  static World without(String table, String constraint) {
    var world = new World();
    world.database.execute(
        """
        alter table %1$s drop constraint %2$s;
        create function linger() returns trigger language plpgsql as
          $$ begin perform pg_sleep(0.06); return null; end $$;
        create trigger lingers after insert on %1$s execute function linger()\
        """
            .formatted(table, constraint));
    return world;
  }

  /** Takes everything away that a seed has left. */
  void empty() {
    var deletions = String.join(";\n", database.rows(USED));
    database.execute("set session_replication_role = replica;\n" + deletions);
  }

  /** What has not come to rest yet. */
  List<String> unfinished() {
    return database.rows(UNFINISHED);
  }

  /** What is left behind when all have come to rest. */
  List<String> leftBehind() {
    return database.rows(LEFT_BEHIND);
  }

  /** What does not hold at this moment, by statements that the contexts do not share. */
  List<String> broken(List<Ack> acks) {
    return Verify.run(DatabaseAccess.of(database.loginToVerify().url()), acks).broken();
  }

  /** An order as it is stored: status, reason, fulfilment. */
  String order(OrderId id) {
    return String.join(
        "; ",
        database.rows(
            "select status, coalesce(reason, '-'), fulfilment_status from orders.orders where id = '%s'"
                .formatted(id)));
  }

  /** What was received in all, by SKU. */
  Map<String, Long> received() {
    return database.rows("select sku, sum(quantity) from inventory.receipt group by sku").stream()
        .map(row -> row.split(" ", 2))
        .collect(Collectors.toMap(row -> row[0], row -> Long.valueOf(row[1])));
  }

  /** The states of all refunds. */
  Map<UUID, String> refunds() {
    return database.rows("select id, state from payments.refund").stream()
        .map(row -> row.split(" ", 2))
        .collect(Collectors.toMap(row -> UUID.fromString(row[0]), row -> row[1]));
  }
}
