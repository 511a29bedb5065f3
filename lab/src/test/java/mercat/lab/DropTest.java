package mercat.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import mercat.lab.Drop.DropPlan;
import mercat.lab.Drop.DropVerdict;
import mercat.lab.fake.FakeShop;
import mercat.lab.fake.FakeShop.Manner;
import mercat.lab.load.LoadGenerator;
import mercat.lab.shop.AckWriter;
import mercat.lab.terminal.Screen;
import org.junit.jupiter.api.Test;

class DropTest {
  private final StringWriter shown = new StringWriter();

  @Test
  void sellsExactlyTheStockOfADifficultShop() {
    try (var shop = new FakeShop(Manner.DIFFICULT)) {
      var verdict = drop(shop, new DropPlan(100, 700, 64));

      assertThat(verdict.ok()).as(verdict.troubles().toString()).isTrue();
      assertThat(verdict.sold()).isEqualTo(100);
      assertThat(verdict.refused()).isEqualTo(600);
      assertThat(verdict.oversold()).isZero();
      assertThat(verdict.repeats()).isPositive();
      assertThat(shown.toString()).contains("sold exactly what there was");
    }
  }

  @Test
  void sellsToEveryoneWhenThereIsEnough() {
    try (var shop = new FakeShop(Manner.HONEST)) {
      var verdict = drop(shop, new DropPlan(100, 30, 64));

      assertThat(verdict.ok()).as(verdict.troubles().toString()).isTrue();
      assertThat(verdict.sold()).isEqualTo(30);
    }
  }

  @Test
  void noticesAShopThatSellsWhatItDoesNotHave() {
    try (var shop = new FakeShop(Manner.OVERSELLING)) {
      var verdict = drop(shop, new DropPlan(10, 50, 16));

      assertThat(verdict.ok()).isFalse();
      assertThat(verdict.oversold()).isEqualTo(40);
    }
  }

  private DropVerdict drop(FakeShop fake, DropPlan plan) {
    var out = new PrintWriter(shown);
    var screen = new Screen(out, out, false);
    try (var load = new LoadGenerator()) {
      var verdict = new Drop(fake.client(load), AckWriter.create(null), screen).run(plan);
      verdict.print(screen);
      return verdict;
    }
  }
}
