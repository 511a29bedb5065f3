package mercat.lab.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import mercat.lab.system.Io;
import mercat.verify.DatabaseAccess;
import mercat.verify.TestServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A consistent trade on a real server, then the same with one thing done twice. */
class NothingTwiceTest {
  private final DatabaseAccess database = TestServer.newDatabase();

  @BeforeEach
  void trade() {
    run(new String(Io.resource("/verify/tables.sql"), StandardCharsets.UTF_8));
    run(new String(Io.resource("/verify/trade.sql"), StandardCharsets.UTF_8));
    run("update orders.orders set idempotency_key = 'key-' || right(id::text, 1)");
  }

  @Test
  void findsNothingInAConsistentTrade() {
    var since = NothingTwice.before(database, 30);
    assertThat(NothingTwice.since(database, since, Set.of("key-1", "key-5", "key-of-nobody")))
        .isEqualTo(new NothingTwice.Found(6, 2, List.of()));
  }

  @Test
  void looksOnlyAtWhatBeganAfterTheMoment() {
    run("update orders.orders set placed_at = placed_at - interval '1 hour'");
    assertThat(NothingTwice.since(database, NothingTwice.before(database, 30), Set.of()).orders())
        .isZero();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          insert into orders.log (position, first, events) values (13, 13, '[{"key":"00000000-0000-0000-0000-000000000001","type":"OrderConfirmed"}]') | the log of orders tells 2 times of OrderConfirmed of order 00000000-0000-0000-0000-000000000001
          insert into payments.log (position, first, events) values (8, 8, '[{"key":"00000000-0000-0000-0000-000000000001","type":"PaymentCaptured"}]') | the log of payments tells 2 times of PaymentCaptured
          insert into inventory.log (position, first, events) values (1, 1, '[{"key":"00000000-0000-0000-0000-000000000003","type":"StockReleased"},{"key":"00000000-0000-0000-0000-000000000003","type":"StockReleased"}]') | the log of inventory tells 2 times of StockReleased
          insert into orders.log (position, first, events) values (13, 13, '[{"key":"00000000-0000-0000-0000-000000000001","type":"OrderRejected"}]') | 1 was confirmed and rejected
          insert into sandbox.charge values (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 700, 'GBP', '', 'voided') | 1 has 2 charges
          update payments.posting set amount = 2 * amount where source_id::text like '%1' | 1 over 700: booked as captured 1400
          insert into payments.refund values (gen_random_uuid(), '00000000-0000-0000-0000-000000000004', 1, 'done', now()), (gen_random_uuid(), '00000000-0000-0000-0000-000000000004', 1, 'done', now()) | 4 was given back 2 times
          insert into sandbox.refund values (gen_random_uuid(), '00000000-0000-0000-0000-000000000004', 1), (gen_random_uuid(), '00000000-0000-0000-0000-000000000004', 1) | the provider gave back 2 times
          update inventory.stock set on_hand = on_hand - 3 where sku = 'A' | SKU A: on hand 94, but received 100 - sold 3 = 97
          """)
  void catches(String fault, String complaint) {
    run(fault);
    var found = NothingTwice.since(database, NothingTwice.before(database, 30), Set.of("key-1"));
    assertThat(String.join("; ", found.twice())).contains(complaint);
  }

  private void run(String sql) {
    try (var connection = database.asAdmin(database.database());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
