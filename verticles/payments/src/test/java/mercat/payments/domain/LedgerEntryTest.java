package mercat.payments.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.payments.domain.LedgerEntry.EntryKind;
import mercat.payments.domain.LedgerEntry.LedgerPosting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerEntryTest {
  private static final UUID SOURCE = new UUID(1, 2);
  private static final Money FIVE = new Money(500, "GBP");
  private static final Money MINUS_FIVE = new Money(-500, "GBP");

  @Test
  void owesTheShopWhatWasCapturedAndTakesBackWhatWasRefunded() {
    assertThat(LedgerEntry.capture(SOURCE, "provider:sandbox", FIVE).postings())
        .containsExactly(
            new LedgerPosting("provider:sandbox", FIVE), new LedgerPosting("sales", MINUS_FIVE));
    assertThat(LedgerEntry.refund(SOURCE, "provider:sandbox", FIVE).postings())
        .containsExactly(
            new LedgerPosting("provider:sandbox", MINUS_FIVE), new LedgerPosting("sales", FIVE));
  }

  @ParameterizedTest
  @CsvSource({"-499, GBP", "-500, EUR"})
  void refusesPostingsThatDoNotSumToZeroInEveryCurrency(long amount, String currency) {
    var other = new LedgerPosting("provider", new Money(amount, currency));
    var postings = List.of(new LedgerPosting("sales", FIVE), other);
    assertThatThrownBy(() -> new LedgerEntry(SOURCE, EntryKind.CAPTURE, postings))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("sum to zero");
  }
}
