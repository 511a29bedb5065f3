package mercat.orders;

import static mercat.orders.RunningOrders.CUP;
import static mercat.orders.RunningOrders.PRICE;
import static mercat.orders.RunningOrders.SHORTAGES;
import static mercat.orders.RunningOrders.TOTAL;
import static mercat.orders.RunningOrders.again;
import static mercat.orders.RunningOrders.order;
import static mercat.testkit.LocalNode.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import mercat.contracts.Address;
import mercat.contracts.Line;
import mercat.contracts.Lines;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.catalog.PriceLines;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.FulfilmentStatus;
import mercat.contracts.orders.OrderLine;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PaymentStatus;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.PlaceOrder.Reply;
import mercat.contracts.orders.ReadOrder;
import mercat.contracts.orders.Step;
import mercat.contracts.payments.AuthorizePayment;
import mercat.platform.Actor;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import mercat.testkit.Fresh;
import mercat.testkit.ShopSample;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PlaceOrderIT {
  @AutoClose @RegisterExtension static final RunningOrders orders = new RunningOrders();

  @Test
  void confirmsWhatIsHeldAndPaidFor() {
    var cups = new Line(CUP, 2);
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
            new OrderLine(cups.sku(), "Thing CUP", 2, PRICE, TOTAL),
            new OrderLine(plates.sku(), "Thing PLATE", 3, PRICE, PRICE.times(3)));
    assertThat(placed.totals().total()).isEqualTo(total);
    assertThat(orders.find(placed.id())).isEqualTo(placed);
    assertThat(orders.inventory.asked(ReserveStock.class))
        .contains(new ReserveStock(placed.id(), List.of(cups, plates)));
    assertThat(orders.payments.asked(AuthorizePayment.class))
        .contains(new AuthorizePayment(placed.id(), total, "card", "tok_ok"));
    orders.assertConfirmed(placed.id());
  }

  @Test
  void rejectsForEverWhatIsOutOfStockAndAsksForNoPayment() {
    var request = order();
    orders.everythingIsShort();
    assertThat(orders.ask(request)).isEqualTo(outOfStock(request, false));
    assertThat(orders.askedForPayment()).doesNotContain(request.orderId());
    orders.assertRejected(request.orderId(), "out_of_stock");
    orders.everybodyAgrees();
    assertThat(orders.ask(again(request))).isEqualTo(outOfStock(request, true));
  }

  @Test
  void rejectsForEverWhatIsDeclinedAndAsksForTheStockBack() {
    var request = order();
    orders.paymentsDecline("card_declined");
    assertThat(orders.ask(request)).isEqualTo(declined(request, false));
    var rejected = orders.find(request.orderId());
    assertThat(rejected.paymentStatus()).isEqualTo(PaymentStatus.DECLINED);
    assertThat(rejected.confirmedAt()).isNull();
    orders.assertRejected(request.orderId(), "payment_declined", Step.STOCK);
    orders.everybodyAgrees();
    assertThat(orders.ask(again(request))).isEqualTo(declined(request, true));
    assertThat(
            orders.askAs(
                Actor.GUEST, new FindOrder(request.orderId(), orders.token(request.orderId()))))
        .isEqualTo(new FindOrder.Reply.Found(orders.find(request.orderId())));
  }

  @Test
  void leavesPendingWhatPaymentsCannotTell() {
    var id = orders.inDoubt(order());
    orders.assertAnnounced(id);
  }

  @Test
  void leavesPendingWhatAFailureInterrupts() {
    orders.inventory.fails(ReserveStock.class, Failure.internal("broken", null));
    var id = orders.pending(order());
    orders.assertAnnounced(id);
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
        ShopSample.order(it -> {
          it.key = "'; drop table orders; --" + Fresh.text("key");
          it.email = "zoë+\"x\"@example.org";
          it.lines = List.of(new Line(CUP, 1));
          it.token = "tok'\\";
          it.address = address;
        });
    assertThat(orders.placed(request).status()).isEqualTo(OrderStatus.CONFIRMED);
    assertThat(orders.payments.asked(AuthorizePayment.class))
        .contains(new AuthorizePayment(request.orderId(), PRICE, "card", "tok'\\"));
    assertThat(((Reply.Placed) orders.ask(again(request))).replayed()).isTrue();
    assertThat(orders.askAs(RunningOrders.SUPPORT, new ReadOrder(request.orderId())))
        .isEqualTo(
            new ReadOrder.Reply.Found(
                orders.find(request.orderId()), "zoë+\"x\"@example.org", address, null, 0));
  }

  @Test
  void storesNothingThatNobodyCanBuy() {
    var request = order();
    orders.cupsAreUnknown();
    assertThat(orders.ask(request)).isEqualTo(new Reply.UnknownSkus(List.of(CUP)));
    assertNothingIsStored(request);
  }

  @Test
  void storesNothingThatHasNoSum() {
    var request = order();
    orders.cupsCost(Long.MAX_VALUE);
    assertThat(orders.ask(request)).isEqualTo(new Reply.TotalTooLarge());
    assertNothingIsStored(request);
  }

  @Test
  void storesNothingAtAnotherPriceThanTheBuyerWasShown() {
    var dearer = expecting(new Money(501, "GBP"));
    assertThat(orders.ask(dearer)).isEqualTo(new Reply.PriceChanged(TOTAL));
    assertNothingIsStored(dearer);
    var foreign = expecting(new Money(500, "EUR"));
    assertThat(orders.ask(foreign)).isInstanceOf(Reply.NotSummable.class);
    assertNothingIsStored(foreign);
    assertThat(orders.placed(expecting(new Money(500, "GBP"))).status())
        .isEqualTo(OrderStatus.CONFIRMED);
  }

  @Test
  void storesNothingWhenTheCatalogFails() {
    var request = order();
    orders.catalog.fails(PriceLines.class, Failure.internal("broken", null));
    assertFails(FailureKind.INTERNAL, () -> orders.ask(request));
    assertNothingIsStored(request);
  }

  @Test
  void numbersOrdersWithoutRepeating() {
    var placed =
        orders.askAll(IntStream.range(0, 100).mapToObj(i -> order()).toList()).stream()
            .map(reply -> ((Reply.Placed) reply).order())
            .toList();
    assertThat(placed).extracting(order -> order.number()).doesNotHaveDuplicates();
    assertThat(placed).extracting(order -> order.status()).containsOnly(OrderStatus.CONFIRMED);
  }

  private static Reply outOfStock(PlaceOrder request, boolean isReplayed) {
    var id = request.orderId();
    return new Reply.OutOfStock(id, orders.token(id), SHORTAGES, isReplayed);
  }

  private static Reply declined(PlaceOrder request, boolean isReplayed) {
    var id = request.orderId();
    return new Reply.Declined(id, orders.token(id), "card_declined", isReplayed);
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

  private static PlaceOrder expecting(Money total) {
    return ShopSample.order(it -> it.expectedTotal = total);
  }
}
