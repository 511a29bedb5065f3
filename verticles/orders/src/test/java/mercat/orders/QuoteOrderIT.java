package mercat.orders;

import static mercat.orders.RunningOrders.PRICE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mercat.contracts.Line;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.catalog.PriceLines;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.orders.OrderLine;
import mercat.contracts.orders.OrderTotals;
import mercat.contracts.orders.QuoteOrder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class QuoteOrderIT {
  private static final Sku CUP = new Sku("CUP");
  private static final Money NOTHING = new Money(0, "GBP");

  private static RunningOrders orders;

  @BeforeAll
  static void start() {
    orders = RunningOrders.start();
  }

  @AfterAll
  static void stop() {
    orders.close();
  }

  @Test
  void saysWhatAnOrderWouldCostAndHoldsNothing() {
    orders.everybodyAgrees();
    var total = PRICE.times(3);
    assertThat(orders.node().ask(new QuoteOrder(List.of(new Line(CUP, 3)))))
        .isEqualTo(
            new QuoteOrder.Reply.Quoted(
                List.of(new OrderLine(CUP, "Thing CUP", 3, PRICE, total)),
                new OrderTotals(total, NOTHING, NOTHING, NOTHING, total)));
    assertThat(orders.inventory.asked(ReserveStock.class)).isEmpty();
    assertThat(orders.node().announced("orders")).isEmpty();
  }

  @Test
  void saysWhichSkusNobodyCanBuy() {
    orders.catalog.replies(PriceLines.class, new PriceLines.Reply.UnknownSkus(List.of(CUP)));
    assertThat(orders.node().ask(new QuoteOrder(List.of(new Line(CUP, 3)))))
        .isEqualTo(new QuoteOrder.Reply.UnknownSkus(List.of(CUP)));
  }

  @Test
  void saysThatThereIsNoSum() {
    orders.catalog.replies(
        PriceLines.class,
        new PriceLines.Reply.Priced(
            List.of(new PriceLines.Price(CUP, "Cup", new Money(Long.MAX_VALUE, "GBP")))));
    assertThat(orders.node().ask(new QuoteOrder(List.of(new Line(CUP, 3)))))
        .isInstanceOf(QuoteOrder.Reply.NotSummable.class);
  }
}
