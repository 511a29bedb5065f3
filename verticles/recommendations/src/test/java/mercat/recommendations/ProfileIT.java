package mercat.recommendations;

import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.accounts.AccountErased;
import mercat.contracts.accounts.AccountRegistered;
import mercat.contracts.catalog.ProductWithdrawn;
import mercat.contracts.orders.OrderCancelled;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The profiles of buyers: made, erased, and made again from the logs. */
class ProfileIT {
  private static final String PROFILES =
      "select account from recommendations.profile where is_registered";
  private static final String OWNED = "select count(*) from recommendations.own_basket";
  private static final String OWNERS = "(hashtextextended('recommendations.own_basket', 0))";

  @AutoClose private final RunningRecommendations shop = new RunningRecommendations();
  private final UUID ann = UUID.randomUUID();
  private final UUID bob = UUID.randomUUID();

  private void accounts(UUID account, Event... events) {
    shop.accounts.announces(account, events);
    shop.awaitFollowed("recommendations", "accounts");
  }

  @Test
  void keepsOneForWhoHasRegistered() {
    accounts(ann, new AccountRegistered(ann));
    shop.buys(bob, "CUP");
    shop.awaitFollowed();
    assertThat(shop.rows(PROFILES)).containsExactly(ann.toString());
    accounts(bob, new AccountRegistered(bob));
    assertThat(shop.rows(PROFILES)).hasSize(2);
  }

  @Test
  void forgetsWhoBoughtWhenTheyAreErased() {
    accounts(ann, new AccountRegistered(ann));
    shop.buys(ann, "CUP", "SAUCER");
    shop.buys(ann, "POT");
    shop.awaitFollowed();
    accounts(ann, new AccountErased(ann));
    assertThat(shop.rows(PROFILES)).isEmpty();
    assertThat(shop.rows(OWNED)).containsExactly("0");
    assertThat(shop.related("CUP")).as("said of nobody").containsExactly("SAUCER");
  }

  @Test
  void notesNothingOfWhoIsErasedHoweverLateItIsHeard() {
    accounts(ann, new AccountRegistered(ann), new AccountErased(ann));
    shop.buys(ann, "CUP", "SAUCER");
    shop.buys(ann, "POT");
    shop.awaitFollowed();
    assertThat(shop.rows(OWNED)).containsExactly("0");
    assertThat(shop.rows("select skus from recommendations.basket"))
        .containsExactly("{CUP,SAUCER}");
  }

  @Test
  void forgetsWhatIsNotedOfSomebodyWhoIsBeingErased() throws SQLException {
    accounts(ann, new AccountRegistered(ann));
    try (var order = openTransaction("select pg_advisory_xact_lock_shared" + OWNERS)) {
      execute(
          order,
          "insert into recommendations.own_basket values ('%s', gen_random_uuid(), '{CUP}')"
              .formatted(ann));
      shop.accounts.announces(ann, new AccountErased(ann));
      awaitSomebodyWaits();
      order.commit();
    }
    shop.awaitFollowed();
    assertThat(shop.rows(OWNED)).containsExactly("0");
  }

  @Test
  void notesNothingOfSomebodyWhoIsBeingErased() throws SQLException {
    accounts(ann, new AccountRegistered(ann));
    try (var erasure = openTransaction("select pg_advisory_xact_lock" + OWNERS)) {
      execute(
          erasure, "update recommendations.profile set is_registered = false, is_erased = true");
      shop.buys(ann, "POT");
      awaitSomebodyWaits();
      erasure.commit();
    }
    shop.awaitFollowed();
    assertThat(shop.rows(OWNED)).containsExactly("0");
  }

  private Connection openTransaction(String lock) throws SQLException {
    var connection = shop.database().connect();
    connection.setAutoCommit(false);
    execute(connection, lock);
    return connection;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void awaitSomebodyWaits() {
    eventually(() ->
        assertThat(
                shop.rows(
                    """
                    select count(*) from pg_locks
                     where locktype = 'advisory' and not granted
                       and database = (select oid from pg_database where datname = current_database())\
                    """))
            .containsExactly("1"));
  }

  /** Whoever follows a log may be set back, and hears of the beginning before the end. */
  @Test
  void isNotMadeOnceMoreForWhoeverIsErased() {
    accounts(ann, new AccountRegistered(ann), new AccountErased(ann));
    accounts(ann, new AccountRegistered(ann));
    assertThat(shop.rows(PROFILES)).isEmpty();
    shop.assertNothingParked("recommendations");
  }

  @Test
  void isTheSameByteForByteWhenItIsRebuilt() {
    trade();
    var before = shop.contents();
    assertThat(before).anyMatch(row -> row.contains(bob.toString())).hasSizeGreaterThan(10);
    for (var sources :
        List.of(
            List.of("orders"),
            List.of("accounts"),
            List.of("catalog"),
            List.of("orders", "accounts", "catalog"),
            List.of("accounts", "orders"))) {
      sources.forEach(shop::rebuild);
      shop.awaitFollowed();
      assertThat(shop.contents()).as("rebuilt from %s", sources).isEqualTo(before);
    }
  }

  @Test
  void isRebuiltWithoutWhatStandsInNoLog() {
    trade();
    var before = shop.contents();
    shop.database()
        .change(
            """
            insert into recommendations.basket (order_id, skus) values (gen_random_uuid(), '{CUP,JUNK}');
            insert into recommendations.own_basket values (gen_random_uuid(), gen_random_uuid(), '{JUNK}');
            insert into recommendations.purchase (sku, order_id) select 'JUNK', order_id from recommendations.basket;
            insert into recommendations.profile (account, is_registered) values (gen_random_uuid(), true);
            insert into recommendations.withdrawn_product values ('CUP')\
            """);
    List.of("orders", "accounts", "catalog").forEach(shop::rebuild);
    shop.awaitFollowed();
    assertThat(shop.contents()).isEqualTo(before);
  }

  /** All that can happen, to somebody who stays and somebody who wants to be forgotten. */
  private void trade() {
    var spoon = new Sku("SPOON");
    shop.buys(bob, "CUP", "SAUCER");
    accounts(ann, new AccountRegistered(ann));
    accounts(bob, new AccountRegistered(bob));
    shop.buys(ann, "CUP", "SAUCER", "SPOON");
    shop.buys(ann, "POT");
    shop.buys(null, "POT", "LID");
    shop.buys(null, "LID");
    shop.awaitFollowed();
    accounts(ann, new AccountErased(ann));
    shop.ordersForgets(ann);
    shop.orders.announces(new OrderCancelled(shop.buys(bob, "BAG", "BOX"), new Money(1, "GBP")));
    shop.buys(bob, "SPOON", "POT");
    shop.catalog.announces(spoon.key(), new ProductWithdrawn(spoon, 2));
    shop.awaitFollowed();
  }
}
