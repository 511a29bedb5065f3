package mercat.lab.crash;

import java.util.Locale;
import mercat.lab.shop.ShopClient;
import mercat.verify.UnreachableException;

/**
 * What a client asks for while the process dies, and what must have become of it once everybody is
 * at rest again. Those that pass most come first.
 */
enum PointScenario {
  /** A card that pays. */
  CHECKOUT("confirmed captured none committed captured 0") {
    @Override
    void act(ShopClient shop, PointClient client) {
      client.order(shop, PointClient.SKU, "tok_ok", 201);
    }
  },

  /** A card that does not. */
  DECLINED("rejected declined none released declined 0") {
    @Override
    void act(ShopClient shop, PointClient client) {
      client.order(shop, PointClient.SKU, "tok_declined", 402);
    }
  },

  /** Nothing on the shelf. */
  OUT_OF_STOCK("rejected none none refused none") {
    @Override
    void act(ShopClient shop, PointClient client) {
      client.order(shop, PointClient.NOWHERE, "tok_ok", 409);
    }
  },

  /** A provider that says nothing, and yes when it is asked later. */
  SILENT_YES("confirmed captured none committed captured 0") {
    @Override
    void act(ShopClient shop, PointClient client) {
      client.order(shop, PointClient.SKU, "tok_timeout_then_ok", 201);
    }
  },

  /** A provider that says nothing, and no when it is asked later. */
  SILENT_NO("rejected declined none released declined 0") {
    @Override
    void act(ShopClient shop, PointClient client) {
      client.order(shop, PointClient.SKU, "tok_timeout_then_declined", 402);
    }
  },

  /** A paid order that its buyer does not want any more. */
  CANCEL("cancelled refunded none released captured " + PointClient.PRICE_MINOR) {
    @Override
    void prepare(ShopClient shop, PointClient client) {
      CHECKOUT.act(shop, client);
    }

    @Override
    void act(ShopClient shop, PointClient client) {
      client.cancel(shop);
    }
  },

  /** An order that its buyer does not want any more before anybody knows whether it is paid. */
  CANCEL_IN_DOUBT(
      "rejected voided none released voided 0",
      "cancelled refunded none released captured " + PointClient.PRICE_MINOR) {
    @Override
    void act(ShopClient shop, PointClient client) {
      client.orderOnce(shop, "tok_timeout_then_ok");
      client.cancel(shop);
    }
  },

  /** Staff returns a part of the price. */
  REFUND("confirmed partly_refunded none committed captured " + PointScenario.PART_MINOR) {
    @Override
    void prepare(ShopClient shop, PointClient client) {
      CHECKOUT.act(shop, client);
    }

    @Override
    void act(ShopClient shop, PointClient client) {
      client.refund(shop, PART_MINOR);
    }
  },

  /** Staff ships a paid order. */
  SHIP(
      "confirmed captured shipped committed captured 0",
      "closed captured shipped committed captured 0") {
    @Override
    void prepare(ShopClient shop, PointClient client) {
      CHECKOUT.act(shop, client);
    }

    @Override
    void act(ShopClient shop, PointClient client) {
      client.ship(shop);
    }
  },

  /** Goods arrive; each client's delivery is of an article of its own. */
  DELIVERY {
    @Override
    void act(ShopClient shop, PointClient client) {
      client.deliver(shop, client.key(), DELIVERED);
    }

    @Override
    String wrong(ShopClient shop, PointClient client, RestartableSystem system) {
      var level = shop.stock(client.key());
      return level.onHand() == DELIVERED ? "" : "%d on the shelf".formatted(level.onHand());
    }
  },

  /** A new article. */
  ARTICLE {
    @Override
    void act(ShopClient shop, PointClient client) {
      client.publish(shop);
    }

    @Override
    String wrong(ShopClient shop, PointClient client, RestartableSystem system) {
      shop.awaitPublished(client.key());
      return "";
    }
  },

  /** An earlier process died with an order stored and nobody asked. */
  LEFT_ORDER("confirmed captured none committed captured 0") {
    @Override
    String leftAt() {
      return "orders.checkout.before-reserve";
    }

    @Override
    void act(ShopClient shop, PointClient client) {
      CHECKOUT.act(shop, client);
    }
  },

  /** An earlier process died with an order confirmed and its money not taken. */
  LEFT_CAPTURE("confirmed captured none committed captured 0") {
    @Override
    String leftAt() {
      return "payments.capture.before-call";
    }

    @Override
    void act(ShopClient shop, PointClient client) {
      CHECKOUT.act(shop, client);
    }
  };

  static final long PART_MINOR = 500;
  private static final long DELIVERED = 7;

  private final String fate;
  private final String otherFate;

  PointScenario() {
    this("");
  }

  PointScenario(String fate) {
    this(fate, fate);
  }

  PointScenario(String fate, String otherFate) {
    this.fate = fate;
    this.otherFate = otherFate;
  }

  /** What happened before, on a process that lives. */
  void prepare(ShopClient shop, PointClient client) {}

  /**
   * What is asked of the process that dies, and again of the one after it.
   *
   * @throws UnreachableException when the process died
   */
  abstract void act(ShopClient shop, PointClient client);

  /**
   * Asks a process that is to die, which it may do before it has answered, or after. Whether it
   * died where it should, its exit code tells.
   */
  void actUntilDeath(ShopClient shop, PointClient client) {
    try {
      act(shop, client);
    } catch (UnreachableException died) {
      // what was wanted
    }
  }

  /**
   * Where an earlier process died that was asked the same. The next one is then asked nothing: what
   * it does it does by itself. Empty for all others.
   */
  String leftAt() {
    return "";
  }

  boolean isLeft() {
    return !leftAt().isEmpty();
  }

  /** What is wrong with what became of it; empty when nothing is. */
  String wrong(ShopClient shop, PointClient client, RestartableSystem system) {
    var became = system.fateOf(client.key());
    return became.equals(fate) || became.equals(otherFate)
        ? ""
        : "it became '%s' instead of '%s'".formatted(became, fate);
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
