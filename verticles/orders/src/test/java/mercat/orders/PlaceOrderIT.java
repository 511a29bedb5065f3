package mercat.orders;

import static mercat.orders.RunningOrders.PRICE;
import static mercat.orders.RunningOrders.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import mercat.contracts.Line;
import mercat.contracts.Lines;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.catalog.PriceLines;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.orders.Address;
import mercat.contracts.orders.FulfilmentStatus;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderLine;
import mercat.contracts.orders.OrderPlaced;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PaymentStatus;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.PlaceOrder.Reply;
import mercat.contracts.orders.Step;
import mercat.contracts.payments.AuthorizePayment;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import mercat.testkit.Fresh;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlaceOrderIT {
  private static RunningOrders orders;

  @BeforeAll
  static void start() {
    orders = RunningOrders.start();
  }

  @AfterAll
  static void stop() {
    orders.close();
  }

  @BeforeEach
  void everybodyAgrees() {
    orders.everybodyAgrees();
  }

  @Test
  void confirmsWhatIsHeldAndPaidFor() {
    var cups = new Line(new Sku("CUP"), 2);
    var plates = new Line(new Sku("PLATE"), 3);
    var request = order(Fresh.text("key"), "buyer@example.org", cups, plates);
    var placed = orders.placed(request);
    var total = PRICE.times(5);
    assertThat(placed.id()).isEqualTo(request.orderId());
    assertThat(placed.number()).matches("M\\d+");
    assertThat(placed.status()).isEqualTo(OrderStatus.CONFIRMED);
    assertThat(placed.fulfilmentStatus()).isEqualTo(FulfilmentStatus.NONE);
    assertThat(placed.confirmedAt()).isNotNull().isAfterOrEqualTo(placed.placedAt());
    assertThat(placed.lines())
        .containsExactly(
            new OrderLine(cups.sku(), "Thing CUP", 2, PRICE, PRICE.times(2)),
            new OrderLine(plates.sku(), "Thing PLATE", 3, PRICE, PRICE.times(3)));
    assertThat(placed.totals().total()).isEqualTo(total);
    assertThat(orders.find(placed.id())).isEqualTo(placed);
    assertThat(orders.inventory.asked(ReserveStock.class))
        .contains(new ReserveStock(placed.id(), List.of(cups, plates)));
    assertThat(orders.payments.asked(AuthorizePayment.class))
        .contains(new AuthorizePayment(placed.id(), total, "card", "tok_ok"));
    assertThat(orders.announced(placed.id()))
        .containsExactly(
            new OrderPlaced(placed.id(), total), new OrderConfirmed(placed.id(), total));
  }

  @Test
  void rejectsWhatIsOutOfStockAndAsksForNoPayment() {
    var request = order();
    var shortages = List.of(new Shortage(new Sku("CUP"), 2, 1));
    orders.inventory.replies(ReserveStock.class, new ReserveStock.Reply.OutOfStock(shortages));
    assertThat(orders.place(request))
        .isEqualTo(new Reply.OutOfStock(request.orderId(), shortages, false));
    assertThat(orders.find(request.orderId()).status()).isEqualTo(OrderStatus.REJECTED);
    assertThat(orders.payments.asked(AuthorizePayment.class))
        .extracting(AuthorizePayment::orderId)
        .doesNotContain(request.orderId());
    assertThat(orders.announced(request.orderId()))
        .last()
        .isEqualTo(new OrderRejected(request.orderId(), "out_of_stock", Set.of()));
  }

  @Test
  void rejectsWhatIsDeclinedAndAsksForTheStockBack() {
    var request = order();
    orders.payments.replies(
        AuthorizePayment.class, new AuthorizePayment.Reply.Declined("card_declined"));
    assertThat(orders.place(request))
        .isEqualTo(new Reply.Declined(request.orderId(), "card_declined", false));
    var rejected = orders.find(request.orderId());
    assertThat(rejected.status()).isEqualTo(OrderStatus.REJECTED);
    assertThat(rejected.paymentStatus()).isEqualTo(PaymentStatus.DECLINED);
    assertThat(rejected.confirmedAt()).isNull();
    assertThat(orders.announced(request.orderId()))
        .last()
        .isEqualTo(new OrderRejected(request.orderId(), "payment_declined", Set.of(Step.STOCK)));
  }

  @Test
  void leavesPendingWhatPaymentsCannotTell() {
    var request = order();
    orders.payments.replies(AuthorizePayment.class, new AuthorizePayment.Reply.InDoubt());
    var placed = orders.placed(request);
    assertThat(placed.status()).isEqualTo(OrderStatus.PENDING);
    assertThat(placed.paymentStatus()).isEqualTo(PaymentStatus.IN_DOUBT);
    assertThat(orders.announced(placed.id()))
        .containsExactly(new OrderPlaced(placed.id(), PRICE.times(2)));
  }

  @Test
  void leavesPendingWhatAFailureInterrupts() {
    var request = order();
    orders.inventory.fails(ReserveStock.class, Failure.internal("broken", null));
    assertThat(orders.placed(request).status()).isEqualTo(OrderStatus.PENDING);
    assertThat(orders.announced(request.orderId()))
        .containsExactly(new OrderPlaced(request.orderId(), PRICE.times(2)));
  }

  @Test
  void takesAsManyLinesAsAnOrderMayHave() {
    var lines =
        IntStream.range(0, Lines.MAX)
            .mapToObj(i -> new Line(new Sku("S" + i), Line.QUANTITY_MAX))
            .toArray(Line[]::new);
    var placed = orders.placed(order(Fresh.text("key"), "buyer@example.org", lines));
    assertThat(placed.totals().total()).isEqualTo(PRICE.times(Line.QUANTITY_MAX).times(Lines.MAX));
    assertThat(orders.find(placed.id()).lines()).hasSize(Lines.MAX).isEqualTo(placed.lines());
  }

  @Test
  void keepsWhatTheBuyerWroteAsItWasWritten() {
    var address = new Address("Zoë O'Neill", "1 „Straße“", "", "東京", "", "N1", "JP");
    var request =
        new PlaceOrder(
            Fresh.orderId(),
            "'; drop table orders; --" + Fresh.text("key"),
            "zoë+\"x\"@example.org",
            List.of(new Line(new Sku("CUP"), 1)),
            "card",
            "tok'\\",
            null,
            address);
    assertThat(orders.placed(request).status()).isEqualTo(OrderStatus.CONFIRMED);
    assertThat(orders.payments.asked(AuthorizePayment.class))
        .contains(new AuthorizePayment(request.orderId(), PRICE, "card", "tok'\\"));
    assertThat(orders.place(RunningOrders.again(request)))
        .isInstanceOfSatisfying(
            Reply.Placed.class, placed -> assertThat(placed.replayed()).isTrue());
  }

  @Test
  void storesNothingThatNobodyCanBuy() {
    var request = order();
    var unknown = new PriceLines.Reply.UnknownSkus(List.of(new Sku("CUP")));
    orders.catalog.replies(PriceLines.class, unknown);
    assertThat(orders.place(request)).isEqualTo(new Reply.UnknownSkus(List.of(new Sku("CUP"))));
    assertNothingIsStored(request);
  }

  @Test
  void storesNothingThatHasNoSum() {
    var request =
        order(
            Fresh.text("key"),
            "buyer@example.org",
            new Line(new Sku("CUP"), 1),
            new Line(new Sku("PLATE"), 1));
    orders.catalog.replies(
        PriceLines.class,
        new PriceLines.Reply.Priced(
            List.of(
                new PriceLines.Price(new Sku("CUP"), "Cup", new Money(1, "GBP")),
                new PriceLines.Price(new Sku("PLATE"), "Plate", new Money(1, "EUR")))));
    assertThat(orders.place(request)).isInstanceOf(Reply.NotSummable.class);
    assertNothingIsStored(request);
  }

  @Test
  void storesNothingAtAnotherPriceThanTheBuyerWasShown() {
    var dearer = expecting(new Money(501, "GBP"));
    assertThat(orders.place(dearer)).isEqualTo(new Reply.PriceChanged(PRICE.times(2)));
    assertNothingIsStored(dearer);
    var foreign = expecting(new Money(500, "EUR"));
    assertThat(orders.place(foreign)).isInstanceOf(Reply.NotSummable.class);
    assertNothingIsStored(foreign);
    assertThat(orders.placed(expecting(new Money(500, "GBP"))).status())
        .isEqualTo(OrderStatus.CONFIRMED);
  }

  @Test
  void storesNothingWhenTheCatalogFails() {
    var request = order();
    orders.catalog.fails(PriceLines.class, Failure.internal("broken", null));
    assertThatThrownBy(() -> orders.place(request))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(FailureKind.INTERNAL));
    assertNothingIsStored(request);
  }

  @Test
  void numbersOrdersWithoutRepeating() {
    var placed =
        orders.node().askAll(IntStream.range(0, 100).mapToObj(i -> order()).toList()).stream()
            .map(reply -> ((Reply.Placed) reply).order())
            .toList();
    assertThat(placed).extracting(order -> order.number()).doesNotHaveDuplicates();
    assertThat(placed).extracting(order -> order.status()).containsOnly(OrderStatus.CONFIRMED);
  }

  /** Nothing was said of it, nobody was asked for it, and its key is free. */
  private static void assertNothingIsStored(PlaceOrder request) {
    assertThat(orders.announced(request.orderId())).isEmpty();
    assertThat(orders.inventory.asked(ReserveStock.class))
        .extracting(ReserveStock::orderId)
        .doesNotContain(request.orderId());
    orders.everybodyAgrees();
    var other = order(request.key(), request.email(), new Line(new Sku("OTHER"), 1));
    assertThat(orders.placed(other).id()).isEqualTo(other.orderId());
  }

  private static PlaceOrder expecting(@Nullable Money total) {
    return new PlaceOrder(
        Fresh.orderId(),
        Fresh.text("key"),
        "buyer@example.org",
        List.of(new Line(new Sku("CUP"), 2)),
        "card",
        "tok_ok",
        total,
        null);
  }
}
