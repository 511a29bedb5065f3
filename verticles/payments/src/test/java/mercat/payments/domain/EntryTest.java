package mercat.payments.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import mercat.contracts.Money;
import org.junit.jupiter.api.Test;

class EntryTest {
  private static final UUID SOURCE = new UUID(1, 2);
  private static final Money FIVE = new Money(500, "GBP");
  private static final Money MINUS_FIVE = new Money(-500, "GBP");

  @Test
  void owesTheShopWhatWasCaptured() {
    assertThat(Entry.capture(SOURCE, "provider:sandbox", FIVE).postings())
        .containsExactly(new Posting("provider:sandbox", FIVE), new Posting("sales", MINUS_FIVE));
  }

  @Test
  void takesBackWhatWasRefunded() {
    assertThat(Entry.refund(SOURCE, "provider:sandbox", FIVE).postings())
        .containsExactly(new Posting("provider:sandbox", MINUS_FIVE), new Posting("sales", FIVE));
  }

  @Test
  void refusesPostingsThatDoNotSumToZero() {
    assertThatThrownBy(() -> new Entry(SOURCE, "capture", List.of(new Posting("sales", FIVE))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("sum to zero");
  }

  @Test
  void sumsEachCurrencyByItself() {
    assertThatThrownBy(() ->
            new Entry(
                SOURCE,
                "capture",
                List.of(
                    new Posting("sales", FIVE), new Posting("provider", new Money(-500, "EUR")))))
        .isInstanceOf(IllegalStateException.class);
  }
}
