package mercat.inventory.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mercat.contracts.Line;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.inventory.ReserveStock.Reply;
import mercat.contracts.inventory.Shortage;
import mercat.testkit.Fresh;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReservationTest {
  private static final OrderId ID = Fresh.orderId();
  private static final List<Line> LINES = List.of(new Line(new Sku("CUP"), 3));
  private static final List<Shortage> SHORTAGES = List.of(new Shortage(new Sku("CUP"), 3, 1));

  @Test
  void repliesToARepeatAsToTheFirst() {
    assertThat(replyOf(ReservationState.HELD, LINES)).isEqualTo(new Reply.Reserved(ID));
    assertThat(replyOf(ReservationState.COMMITTED, LINES)).isEqualTo(new Reply.Reserved(ID));
    assertThat(replyOf(ReservationState.REFUSED, LINES)).isEqualTo(new Reply.OutOfStock(SHORTAGES));
    assertThat(replyOf(ReservationState.RELEASED, LINES)).isEqualTo(new Reply.AlreadySettled());
  }

  @ParameterizedTest
  @EnumSource
  void holdsNothingForOtherLines(ReservationState state) {
    assertThat(replyOf(state, List.of(new Line(new Sku("CUP"), 4))))
        .isEqualTo(new Reply.AlreadySettled());
  }

  private static Reply replyOf(ReservationState state, List<Line> repeated) {
    var shortages = state == ReservationState.REFUSED ? SHORTAGES : List.<Shortage>of();
    return new Reservation(ID, state, LINES, shortages).replyTo(new ReserveStock(ID, repeated));
  }
}
