package mercat.recommendations;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(shop.rows(PROFILES)).containsExactly(ann.toString());
    accounts(bob, new AccountRegistered(bob));
    assertThat(shop.rows(PROFILES)).hasSize(2);
  }

  @Test
  void forgetsWhoIsErased() {
    accounts(ann, new AccountRegistered(ann));
    accounts(bob, new AccountRegistered(bob));
    accounts(ann, new AccountErased(ann));
    assertThat(shop.rows(PROFILES)).containsExactly(bob.toString());
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
            insert into recommendations.purchase (sku, order_id) select 'JUNK', order_id from recommendations.basket;
            insert into recommendations.profile (account, is_registered) values (gen_random_uuid(), true);
            insert into recommendations.withdrawn_product values ('CUP')\
            """);
    List.of("orders", "accounts", "catalog").forEach(shop::rebuild);
    shop.awaitFollowed();
    assertThat(shop.contents()).isEqualTo(before);
  }

  /** All that can happen, with somebody who stays and somebody who wants to be forgotten. */
  private void trade() {
    var spoon = new Sku("SPOON");
    shop.buys("CUP", "SAUCER");
    accounts(ann, new AccountRegistered(ann));
    accounts(bob, new AccountRegistered(bob));
    shop.buys("CUP", "SAUCER", "SPOON");
    shop.buys("POT");
    shop.buys("POT", "LID");
    shop.buys("LID");
    shop.awaitFollowed();
    accounts(ann, new AccountErased(ann));
    shop.orders.announces(new OrderCancelled(shop.buys("BAG", "BOX"), new Money(1, "GBP")));
    shop.buys("SPOON", "POT");
    shop.catalog.announces(spoon.key(), new ProductWithdrawn(spoon, 2));
    shop.awaitFollowed();
  }
}
