package mercat.payments.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import mercat.contracts.Money;
import org.junit.jupiter.api.Test;

class LedgerEntryTest {
  private static final UUID SOURCE = new UUID(1, 2);
  private static final Money FIVE = new Money(500, "GBP");
  private static final Money MINUS_FIVE = new Money(-500, "GBP");

  @Test
  void owesTheShopWhatWasCaptured() {
    assertThat(LedgerEntry.capture(SOURCE, "provider:sandbox", FIVE).postings())
        .containsExactly(
            new LedgerPosting("provider:sandbox", FIVE), new LedgerPosting("sales", MINUS_FIVE));
  }

  @Test
  void takesBackWhatWasRefunded() {
    assertThat(LedgerEntry.refund(SOURCE, "provider:sandbox", FIVE).postings())
        .containsExactly(
            new LedgerPosting("provider:sandbox", MINUS_FIVE), new LedgerPosting("sales", FIVE));
  }

  @Test
  void refusesPostingsThatDoNotSumToZero() {
    assertThatThrownBy(() ->
            new LedgerEntry(SOURCE, EntryKind.CAPTURE, List.of(new LedgerPosting("sales", FIVE))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("sum to zero");
  }

  @Test
  void sumsEachCurrencyByItself() {
    assertThatThrownBy(() ->
            new LedgerEntry(
                SOURCE,
                EntryKind.CAPTURE,
                List.of(
                    new LedgerPosting("sales", FIVE),
                    new LedgerPosting("provider", new Money(-500, "EUR")))))
        .isInstanceOf(IllegalStateException.class);
  }
}
