package mercat.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import mercat.lab.bench.Floor.FloorScript;
import mercat.lab.fake.FakeShop;
import mercat.lab.fake.FakeShop.Manner;
import mercat.lab.load.LoadGenerator;
import mercat.lab.shop.OrderLoad;
import mercat.lab.shop.SignedInBuyers;
import mercat.lab.system.FsyncProbe;
import mercat.lab.terminal.Screen;
import mercat.verify.DatabaseAccess;
import mercat.verify.ReadSession;
import mercat.verify.TestServer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What bench is made of, against a shop in memory and a database in which nothing moves. */
class BenchPartsTest {
  private static final Duration BRIEF = Duration.ofSeconds(1);

  @TempDir private Path folder;
  @AutoClose private final FakeShop fake = new FakeShop(Manner.HONEST);
  @AutoClose private final LoadGenerator load = new LoadGenerator();

  @Test
  void countsOrdersUntilFollowersRest() {
    var database = database();
    try (var session = ReadSession.on(database)) {
      var bench = open();
      var before = ContextWork.now(session);
      var checkout = new CheckoutRace(bench, List.of(fake.address()), session, true);

      assertThat(checkout.round(bench.orders(OrderLoad.SKUS, "tok_ok"), BRIEF)).isPositive();
      assertThat(checkout.round(bench.orders(1, "tok_ok"), BRIEF)).isPositive();

      assertThat(checkout.troubles()).isEmpty();
      assertThat(checkout.orders()).isPositive();
      assertThat(ContextWork.now(session).rowsWritten()).isEqualTo(before.rowsWritten());
    }
  }

  @Test
  void tellsWhatAnOrderCostsEachContext() {
    var database = database();
    try (var session = ReadSession.on(database)) {
      var before = ContextWork.now(session);
      TestServer.execute(
          database,
          """
          insert into payments.account_balance
          select 'a' || n, 'GBP', 0 from generate_series(1, 30) n;
          update payments.account_balance set balance = 1 where account in ('a1', 'a2');
          delete from payments.account_balance where account = 'a3';
          insert into inventory.stock values ('CUP', 1);
          select pg_stat_force_next_flush()
          """);
      var costs = ContextWork.now(session).perOrderSince(before, 10);

      assertThat(costs)
          .extracting(cost -> cost.context(), cost -> cost.inserted(), cost -> cost.updated())
          .containsExactly(tuple("inventory", 0.1, 0.0), tuple("payments", 3.0, 0.2));
      assertThat(costs.getLast().deleted()).isEqualTo(0.1);
    }
  }

  @Test
  void sendsOrdersOfBuyersWhoHaveSignedInAndKeepTheirSessions() {
    var bench = open();
    var said = new PrintWriter(new StringWriter());
    var quiet = new Screen(said, said, true);
    var buyers =
        SignedInBuyers.signIn(bench.shop(), List.of("a@example.org", "b@example.org"), quiet);

    var again = buyers.refreshed(bench.shop(), Duration.ZERO);
    assertThat(buyers.refreshed(bench.shop(), Duration.ofHours(1))).isSameAs(buyers);
    var report =
        bench.closedLoop(BRIEF, bench.orders(1, again.refreshed(bench.shop(), Duration.ZERO)));

    assertThat(report.count(201)).isPositive().isEqualTo(report.requests());
    assertThat(fake.signedIn()).isEqualTo((int) report.requests());
    assertThatThrownBy(() -> buyers.refreshed(bench.shop(), Duration.ZERO))
        .hasMessageContaining("a buyer cannot refresh the session: 401");
  }

  @Test
  void saysSoWhenStockOfDeclinedOrdersStaysHeld() {
    var database = database();
    var probe = ReleaseProbe.run(open(), database, BRIEF, BRIEF);

    assertThat(probe.samples()).isZero();
    assertThat(probe.missing()).isPositive();
  }

  @Test
  void racesAProductAgainstABareServer() {
    var reads = ReadRace.run(open(), folder, new BenchPlan(1, 1, false, Set.of()));

    assertThat(reads.bare()).isPositive();
    assertThat(reads.product()).isPositive();
  }

  @Test
  void measuresTheDisk() {
    assertThat(FsyncProbe.medianMs(folder)).isPositive();
  }

  @Test
  void readsTheScriptAsPgbenchWould() {
    var statements = FloorScript.load().statements();

    assertThat(statements).hasSize(2);
    assertThat(statements.get(0).variables()).isEqualTo(List.of("b", "s", "s"));
    assertThat(statements.get(0).sql()).contains("'buyer-' || ?", "gen_random_uuid()::text");
    assertThat(statements.get(1).variables()).isEqualTo(List.of("s"));
    assertThat(FloorScript.load().sha256()).hasSize(64);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void writesItsRowsInOneTransaction(boolean pgbenchAllowed) {
    var access = TestServer.newDatabase();
    try (var floor = new Floor(access, FloorScript.load(), pgbenchAllowed)) {
      var rate = floor.round(1, Duration.ofSeconds(1));

      assertThat(rate).isPositive();
      assertThat(floor.orders()).isPositive();
    }
  }

  private OrderLoad open() {
    var orders = new OrderLoad(fake.client(load), load);
    orders.openShop();
    return orders;
  }

  private static DatabaseAccess database() {
    var database = TestServer.newTables();
    TestServer.execute(
        database, "insert into inventory.cursor (source, position) values ('orders', 0)");
    return database;
  }
}
