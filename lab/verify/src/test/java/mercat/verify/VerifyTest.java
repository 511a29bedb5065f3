package mercat.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every invariant against a real server: a consistent trade, then the same with one thing broken.
 */
class VerifyTest {
  private static final String ID = "00000000-0000-0000-0000-00000000000";
  private static final List<Ack> ACKS =
      List.of(
          new Ack(ID + 1, "k1", 700, "GBP", "confirmed"),
          new Ack(ID + 4, "k1", 200, "GBP", "confirmed"),
          new Ack(ID + 5, "k1", 100, "GBP", "pending"));

  private final DatabaseAccess database = TestServer.newDatabase();

  @Test
  void holdsForAConsistentTradeOfWhichSomeIsOnItsWay() {
    trade();

    var verdict = Verify.run(database, ACKS);

    assertThat(verdict.all())
        .allSatisfy(found -> assertThat(found.holds()).as(found.detail()).isTrue());
    assertThat(verdict.hold()).isTrue();
    assertThat(verdict.all())
        .extracting(Finding::id)
        .containsExactly("I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10", "I11", "I12");
    assertThat(find(verdict, "I8").detail()).contains("inventory: 1 events of orders in flight");
    assertThat(find(verdict, "I3").detail()).contains("captured 9.00 GBP, refunded 2.00 GBP");
    assertThat(find(verdict, "I1").checked()).isEqualTo(3);
  }

  @Test
  void holdsWhereBuyersAreErasedAndWhereAGuestBecameACustomer() {
    trade();
    run("update orders.orders set buyer = '', idempotency_key = '' where id::text ~ '[45]$'");
    run(
        "update orders.orders set buyer = '\\x01', idempotency_key = 'k1', account = id where"
            + " id::text like '%6'");

    var verdict = Verify.run(database, ACKS);

    assertThat(verdict.all())
        .allSatisfy(found -> assertThat(found.holds()).as(found.detail()).isTrue());
  }

  @ParameterizedTest(name = "{0} finds: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          I1  | delete from orders.orders where id::text like '%1'                                    | 1 (key k1) was acknowledged as confirmed over 700 GBP, but does not exist
          I1  | update orders.orders set total = 701 where id::text like '%1'                         | but is confirmed over 701 GBP
          I1  | update orders.orders set confirmed_at = null, status = 'rejected' where id::text like '%1' | but is rejected
          I2  | update inventory.stock set on_hand = on_hand + 1 where sku = 'A'                      | SKU A: on hand 98, but received 100 - sold 3 = 97
          I2  | update inventory.stock set reserved = 0 where sku = 'B'                               | SKU B: on hand 8, but received 10 - sold 2 = 8; reserved 0, but held by orders 2
          I2  | update inventory.stock set on_hand = 1, reserved = 2 where sku = 'B'                  | SKU B: on hand 1
          I2  | delete from inventory.stock where sku = 'B'                                           | SKU B: on hand nothing
          I2  | insert into inventory.receipt values ('C', 'r', 5)                                    | SKU C: on hand nothing, but received 5
          I3  | insert into sandbox.charge values (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 700, 'GBP', '', 'authorized') | 1 has 2 live charges
          I3  | insert into sandbox.charge values (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 700, 'GBP', '', 'captured') | captured by the provider 1400 GBP
          I3  | update sandbox.charge set state = 'captured' where order_id::text like '%3'           | was captured for order 00000000-0000-0000-0000-000000000003, which was never confirmed
          I3  | delete from sandbox.charge where order_id::text like '%1'                             | 1 over 700 GBP: captured by the provider nothing
          I3  | update payments.payment set provider = 'stripe' where order_id::text like '%1'         | is captured for order 00000000-0000-0000-0000-000000000001, whose payment is with stripe
          I3  | update sandbox.charge set refunded = 100 where order_id::text like '%4'               | gave back 100 of 200 GBP, the ledger says 200
          I3  | delete from payments.posting where kind = 'capture' and source_id::text like '%1'     | 1 over 700 GBP: captured in the ledger nothing
          I3  | update payments.posting set amount = sign(amount) * 701 where source_id::text like '%1' | 1 over 700 GBP: captured in the ledger 701
          I3  | update payments.posting set currency = 'EUR' where source_id::text like '%1'; update payments.account_balance set balance = sign(balance) * 0; insert into payments.account_balance values ('provider:sandbox', 'EUR', 700), ('sales', 'EUR', -700) | 1 over 700 GBP: captured in the ledger 700 EUR
          I3  | update payments.posting set currency = 'EUR' where source_id::text like '%f4'         | gave back 200 of 200 GBP, the ledger says 200 EUR
          I3  | update sandbox.charge set state = 'captured' where order_id::text like '%4'; delete from payments.posting where source_id::text like '%4' | for order 00000000-0000-0000-0000-000000000004 was captured by the provider, but is not in the ledger
          I3  | update payments.payment set state = 'capturing', wanted = 'captured', next_at = now() where order_id::text like '%6'; update sandbox.charge set state = 'captured', at = now() - interval '9 minutes' where order_id::text like '%6' | for order 00000000-0000-0000-0000-000000000006 was captured by the provider, but is not in the ledger
          I4  | insert into payments.account_balance values ('sales', 'EUR', 1)                       | account sales has 1 EUR, its postings sum to 0
          I4  | update payments.posting set amount = -699 where account = 'sales' and source_id::text like '%1' | entry capture 00000000-0000-0000-0000-000000000001 sums to 1 GBP
          I4  | update payments.account_balance set balance = balance + 1 where account = 'sales'     | account sales has -699 GBP, its postings sum to -700
          I4  | delete from payments.account_balance where account = 'sales'                          | account sales has no balance
          I5  | delete from inventory.reservation where order_id::text like '%1'                      | 1 is confirmed, its reservation is missing
          I5  | delete from inventory.reservation where order_id::text like '%6'                      | 6 is confirmed, its reservation is missing
          I5  | update inventory.reservation set state = 'held' where order_id::text like '%1'        | 1 is confirmed, its reservation is held
          I5  | update inventory.reservation set state = 'held' where order_id::text like '%3'        | 3 is rejected, its reservation is held
          I5  | update inventory.reservation set quantities = '{3,1}' where order_id::text like '%1'  | 1, SKU B: ordered 2, reserved 1
          I5  | insert into inventory.reservation values (gen_random_uuid(), 'held', '{}', '{}')      | (held) belongs to no order
          I5  | delete from payments.payment where order_id::text like '%1'                           | 1 over 700 GBP is confirmed, its payment is missing
          I5  | update payments.payment set amount = 699 where order_id::text like '%1'               | its payment is captured over 699 GBP
          I5  | update payments.payment set state = 'voided' where order_id::text like '%6'           | 6 over 400 GBP is confirmed, its payment is voided
          I5  | update payments.payment set state = 'authorized' where order_id::text like '%3'       | 3 over 100 GBP is rejected, its payment is authorized
          I5  | update orders.orders set payment_status = 'authorized' where id::text like '%1'       | 1 says authorized, its payment is captured
          I5  | update orders.orders set payment_status = 'captured' where id::text like '%4'         | 4 says captured, its payment is captured, refunded 200 of 200
          I5  | update orders.orders set payment_status = 'partly_refunded' where id::text like '%1'  | 1 says partly_refunded, its payment is captured, refunded 0 of 700
          I5  | update payments.payment set state = 'voided' where order_id::text like '%3'           | 3 says declined, its payment is voided
          I5  | update orders.orders set payment_status = 'voided' where id::text like '%3'           | 3 says voided, its payment is declined
          I5  | update orders.orders set payment_status = 'none' where id::text like '%2'             | 2 says none, its payment is voided
          I5  | update orders.orders set payment_status = 'declined' where id::text like '%6'         | 6 says declined, its payment is authorized
          I5  | update orders.orders set payment_status = 'voided' where id::text like '%5'           | 5 says voided, its payment is missing
          I5  | insert into payments.payment (order_id, amount, currency, state, wanted) select id, 100, 'GBP', 'declined', null from orders.orders where id::text like '%5' | 5 says none, its payment is declined
          I5  | update payments.payment set amount = 0, refunded = 0, wanted = 'nothing' where order_id::text like '%4'; update orders.orders set total = 0, payment_status = 'captured' where id::text like '%4' | 4 says captured, its payment is captured, refunded 0 of 0
          I5  | update orders.orders set subtotal = 701, total = 701 where id::text like '%1'         | 1: subtotal 701, its lines sum to 700
          I5  | update orders.orders set lines = '[{"sku":"A","quantity":9000000000000000000,"unitPrice":9000000000000000000,"total":99999999999999999999}]' where id::text like '%1' | 1: subtotal 700, its lines sum to 99999999999999999999
          I6  | insert into orders.orders (id, buyer, idempotency_key, status, currency, subtotal, total, lines) values (gen_random_uuid(), '\\x01', 'k1', 'rejected', 'GBP', 0, 0, '[]') | key k1 of one buyer names 2 orders
          I6  | update orders.orders set buyer = '\\\\x01', idempotency_key = 'k1', account = '00000000-0000-0000-0000-0000000000aa' where id::text like '%4' or id::text like '%5' | key k1 of one buyer names 3 orders
          I7  | update promotions.coupon set used = 2                                                 | coupon TEN is redeemed by 1 orders, counted 2, its limit is 1
          I7  | update promotions.coupon set used = 0                                                 | coupon TEN is redeemed by 1 orders, counted 0
          I7  | update promotions.redemption set state = 'redeemed'; update promotions.coupon set used = 3, uses_per_customer_max = null | coupon TEN is redeemed by 3 orders, counted 3, its limit is 1
          I7  | update promotions.redemption set state = 'redeemed' where order_id::text like '%3'; update promotions.coupon set used = 2, uses_max = 9 | is redeemed 2 times by one buyer, who may 1 times: orders 00000000-0000-0000-0000-000000000003, 00000000-0000-0000-0000-000000000006
          I7  | delete from promotions.coupon                                                         | coupon TEN is redeemed by 1 orders, counted nowhere
          I7  | delete from promotions.redemption where order_id::text like '%6'; update promotions.coupon set used = 0 | 6 is confirmed, its coupon TEN, its redemption is missing
          I7  | update promotions.redemption set state = 'released' where order_id::text like '%6'; update promotions.coupon set used = 0 | 6 is confirmed, its coupon TEN, its redemption is released of TEN
          I7  | update promotions.redemption set state = 'redeemed' where order_id::text like '%4'; update promotions.coupon set used = 2, uses_max = 9, uses_per_customer_max = 9 | 4 is cancelled, its coupon TEN, its redemption is redeemed of TEN
          I7  | update promotions.redemption set discount = 41 where order_id::text like '%6'         | 6 is confirmed, its coupon TEN, its redemption is redeemed of TEN
          I7  | update orders.orders set coupon = 'OTHER' where id::text like '%6'                    | 6 is confirmed, its coupon OTHER, its redemption is redeemed of TEN
          I7  | insert into promotions.redemption select id, 'redeemed', 'TEN', id, 0, 'GBP' from orders.orders where id::text like '%1' | 1 is confirmed, its coupon none, its redemption is redeemed of TEN
          I7  | insert into promotions.redemption values (gen_random_uuid(), 'released')              | (released) belongs to no order
          I7  | update orders.orders set lines = '[{"sku":"B","quantity":2,"unitPrice":220,"total":440,"discount":39}]' where id::text like '%6' | 6: discount 40, the shares of its lines sum to 39
          I7  | update orders.orders set lines = '[{"sku":"B","quantity":2,"unitPrice":5,"total":10,"discount":40}]' where id::text like '%6' | 6: discount 40, the shares of its lines sum to 40
          I7  | update orders.orders set coupon = null where id::text like '%6'; delete from promotions.redemption where order_id::text like '%6'; update promotions.coupon set used = 0 | 6: discount 40, the shares of its lines sum to 40
          I8  | insert into inventory.parked values ('orders', 3, gen_random_uuid(), 'OrderRejected', '{}', 'no such thing') | inventory has put aside event 3 of orders (OrderRejected
          I8  | update orders.log set at = now() - interval '2 minutes'                               | inventory is behind orders by 1 events
          I8  | update inventory.cursor set incarnation = gen_random_uuid()                           | whose log is now
          I9  | delete from orders.log where position = 5                                             | log of orders: position 5 is missing
          I9  | delete from orders.log where position <= 2                                            | log of orders: positions 1 to 2 are missing
          I9  | delete from payments.log where position = 7                                           | log of payments ends at 6, but orders has followed it to 7: its tail is missing
          I9  | delete from orders.log where position = 12                                            | log of orders ends at 11, but inventory has read it to 12: its tail is missing
          I9  | update orders.log set events = replace(events::text, 'Confirmed', 'Shipped')::json where position = 12                       | 6 is confirmed, but the log of orders tells of: placed 1, confirmed 0
          I9  | update orders.log set first = 4 where position = 5                                    | log of orders: position 4 is there twice
          I9  | update orders.log set events = '[]' where position = 5                                | log of orders: the row of positions 5 to 5 has 0 events
          I9  | delete from payments.posting where source_id::text like '%1'                          | capture of order 00000000-0000-0000-0000-000000000001 is not in the ledger
          I11 | update orders.orders set deadline_at = now() - interval '5 minutes' where status = 'pending' | 5 is pending
          I11 | update payments.payment set state = 'unknown', next_at = now() - interval '9 minutes' where order_id::text like '%6' | 6 is unknown, wanted nothing yet
          I11 | update payments.payment set wanted = 'captured', next_at = now() - interval '9 minutes' where order_id::text like '%6' | 6 is authorized, wanted captured, and nobody has tried
          I12 | delete from notifications.mail where kind = 'welcome'                                 | account 00000000-0000-0000-0000-0000000000a1 has 0 mails of welcome
          I12 | update notifications.cursor set position = 3 where source = 'accounts'                | account 00000000-0000-0000-0000-0000000000a2 has 0 mails of welcome
          I12 | insert into notifications.mail (kind, subject, occurrence) select kind, subject, id from notifications.mail where kind = 'welcome' | a1 has 2 mails of welcome
          I12 | update notifications.mail set subject = '00000000-0000-0000-0000-0000000000a9' where kind = 'welcome' | a9, which never registered, has 1 mails of welcome
          I12 | delete from notifications.mail where subject::text like '%1' and kind = 'order_confirmed' | 1 is confirmed, and has 0 mails that it is confirmed
          I12 | update notifications.cursor set position = 12 where source = 'orders'                 | 6 is confirmed, and has 0 mails that it is confirmed
          I12 | insert into notifications.mail (kind, subject, occurrence) select kind, subject, id from notifications.mail where kind = 'order_confirmed' and subject::text like '%4' | 4 is cancelled, and has 2 mails that it is confirmed
          I12 | insert into notifications.mail (kind, subject) values ('order_confirmed', '00000000-0000-0000-0000-000000000003') | 3 was never confirmed, and has 1 mails that it is confirmed
          """)
  void names(String id, String fault, String complaint) {
    trade();
    run(fault.replace("\\\\", "\\"));

    var verdict = Verify.run(database, ACKS);

    assertThat(verdict.hold()).isFalse();
    assertThat(find(verdict, id).holds()).isFalse();
    assertThat(find(verdict, id).detail()).contains(complaint);
  }

  @Test
  void sumsEachCurrencyByItselfHoweverMuchItIs() {
    trade();
    run(
        """
        insert into payments.posting
        select gen_random_uuid(), 'capture', account, sign * 9007199254740992, 'XTS'
        from generate_series(1, 1030),
             (values ('provider:sandbox', 1), ('sales', -1)) as side(account, sign)\
        """);

    var detail = find(Verify.run(database, ACKS), "I3").detail();

    assertThat(detail).contains("over nothing: captured in the ledger 9007199254740992");
  }

  @Test
  void showsTheFirstFewOfMany() {
    trade();
    run("insert into inventory.receipt select 'X' || i, 'r', 1 from generate_series(1, 40) i");

    var found = find(Verify.run(database, List.of()), "I2");

    assertThat(found.detail()).contains("SKU X1:").endsWith("and 35 more");
  }

  @Test
  void saysSoWhenNoMercatLivesThere() {
    assertThatThrownBy(() -> Verify.run(database, List.of()))
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining("no Mercat lives in this database");
  }

  private static Finding find(Findings verdict, String id) {
    return verdict.all().stream()
        .filter(finding -> finding.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private void trade() {
    TestServer.executeAll(database, "/verify/tables.sql");
    TestServer.executeAll(database, "/verify/trade.sql");
  }

  private void run(String sql) {
    TestServer.execute(database, sql);
  }
}
