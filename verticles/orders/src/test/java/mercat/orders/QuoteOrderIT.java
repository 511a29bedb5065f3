package mercat.orders;

import static mercat.orders.RunningOrders.CUP;
import static mercat.orders.RunningOrders.PRICE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mercat.contracts.Line;
import mercat.contracts.Money;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.orders.OrderLine;
import mercat.contracts.orders.OrderTotals;
import mercat.contracts.orders.QuoteOrder;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class QuoteOrderIT {
  private static final QuoteOrder REQUEST = new QuoteOrder(List.of(new Line(CUP, 3)));

  @AutoClose @RegisterExtension static final RunningOrders orders = new RunningOrders();

  @Test
  void saysWhatAnOrderWouldCostAndHoldsNothing() {
    var total = PRICE.times(3);
    var nothing = new Money(0, "GBP");
    assertThat(orders.ask(REQUEST))
        .isEqualTo(
            new QuoteOrder.Reply.Quoted(
                List.of(new OrderLine(CUP, "Thing CUP", 3, PRICE, total)),
                new OrderTotals(total, nothing, nothing, nothing, total)));
    assertThat(orders.inventory.asked(ReserveStock.class)).isEmpty();
    assertThat(orders.announced("orders")).isEmpty();
  }

  @Test
  void saysWhichSkusNobodyCanBuy() {
    orders.cupsAreUnknown();
    assertThat(orders.ask(REQUEST)).isEqualTo(new QuoteOrder.Reply.UnknownSkus(List.of(CUP)));
  }

  @Test
  void saysThatThereIsNoSum() {
    orders.cupsCost(Long.MAX_VALUE);
    assertThat(orders.ask(REQUEST)).isEqualTo(new QuoteOrder.Reply.TotalTooLarge());
  }
}
