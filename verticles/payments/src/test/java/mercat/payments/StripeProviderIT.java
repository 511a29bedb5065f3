package mercat.payments;

import static mercat.testkit.LocalNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import mercat.contracts.Money;
import mercat.payments.PaymentProvider.ChargeRequest;
import mercat.payments.domain.ProviderOutcome;
import mercat.payments.domain.ProviderOutcome.Approved;
import mercat.payments.domain.ProviderOutcome.Denied;
import mercat.payments.domain.ProviderOutcome.NeverSeen;
import mercat.provider.StripeFault;
import mercat.provider.StripeServer.Heard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StripeProviderIT implements ProviderContract {
  @AutoClose private static final StripePayments running = new StripePayments();

  @AfterEach
  void heal() {
    running.stripe.heal();
    running.stripe.setSearchBehind(false);
  }

  @Override
  public PaymentProvider provider() {
    return running.payments.provider("stripe");
  }

  @Override
  public String approved() {
    return "pm_card_visa";
  }

  @Override
  public String refused() {
    return "pm_card_chargeDeclinedInsufficientFunds";
  }

  @Override
  public String unanswered() {
    failOnce("confirm", StripeFault.SILENT);
    return "pm_card_visa";
  }

  @Override
  public List<String> held(UUID key) {
    return running.held(key);
  }

  private static void failOnce(String call, StripeFault fault) {
    var isDone = new AtomicBoolean();
    running.stripe.fail(
        heard -> heard.call().equals(call) && !isDone.getAndSet(true) ? fault : StripeFault.NONE);
  }

  private static void failEach(String call, StripeFault fault) {
    running.stripe.fail(heard -> heard.call().equals(call) ? fault : StripeFault.NONE);
  }

  private ChargeRequest charge(Money amount) {
    return new ChargeRequest(UUID.randomUUID(), amount, "card", approved());
  }

  private static List<Heard> heard(UUID order, String call) {
    return running.stripe.heard().stream()
        .filter(it -> it.call().equals(call))
        .filter(it -> it.idempotencyKey().startsWith(order.toString()))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "1999, GBP, 1999 gbp",
    "500, JPY, 500 jpy",
    "500, KRW, 500 krw",
    "5120, KWD, 5120 kwd",
    "12300, MGA, 123 mga",
    "7, ISK, 700 isk",
  })
  void countsACurrencyAsStripeDoes(long amount, String currency, String told) {
    var charge = charge(new Money(amount, currency));
    assertThat(get(provider().authorize(charge))).isEqualTo(new Approved());
    get(provider().capture(charge.key(), charge.amount()));
    get(provider().refund(UUID.randomUUID(), charge.key(), charge.amount()));
    assertThat(running.stripe.charges(charge.key()))
        .containsExactly("succeeded " + told + ", returned " + told.split(" ", -1)[0]);
  }

  @ParameterizedTest
  @CsvSource({"5124, KWD", "12345, MGA", "5, UGX"})
  void holdsNothingOfWhichStripeHasNoUnit(long amount, String currency) {
    var charge = charge(new Money(amount, currency));
    assertThat(provider().canMove(charge.amount())).isFalse();
    assertThat(get(provider().authorize(charge))).isEqualTo(new Denied("amount_not_supported"));
    assertThat(running.stripe.heard())
        .noneMatch(it -> charge.key().toString().equals(it.form().get("metadata[order]")));
  }

  /** B38: another amount, currency, id or order, a page, more than may be read. */
  @ParameterizedTest
  @EnumSource(
      names = {
        "OTHER_AMOUNT",
        "FRACTION",
        "OTHER_CURRENCY",
        "OTHER_ID",
        "OTHER_ORDER",
        "GARBAGE",
        "HUGE"
      })
  void doesNotBelieveAnAnswerAboutSomethingElse(StripeFault lie) {
    for (var call : List.of("confirm", "retrieve", "capture", "cancel", "create")) {
      var charge = charge(FIVE);
      if (!call.equals("create") && !call.equals("confirm")) {
        assertThat(get(provider().authorize(charge))).isEqualTo(new Approved());
      }
      failEach(call, lie);
      boolean isUnseen =
          call.equals("cancel") && lie.name().matches("OTHER_(AMOUNT|CURRENCY)|FRACTION");
      if (!isUnseen) {
        assertThatThrownBy(() -> get(asked(call, charge)))
            .as("%s answered with %s", call, lie)
            .hasMessageContaining("Stripe");
      }
      running.stripe.heal();
      assertThat(running.held(charge.key())).hasSizeLessThan(2);
    }
  }

  private Future<?> asked(String call, ChargeRequest charge) {
    return switch (call) {
      case "capture" -> provider().capture(charge.key(), FIVE);
      case "cancel" -> provider().voidCharge(charge.key());
      case "retrieve" -> provider().lookUp(charge.key(), FIVE);
      default -> provider().authorize(charge);
    };
  }

  @Test
  void keepsItsKeyWhereNoAnswerCameAndTakesAnotherWhereStripeFailed() {
    var charge = charge(FIVE);
    failOnce("confirm", StripeFault.LOST);
    assertThatThrownBy(() -> get(provider().authorize(charge))).isNotNull();
    failOnce("confirm", StripeFault.FAILED);
    assertThat(get(provider().authorize(charge))).isEqualTo(new ProviderOutcome.Unclear());
    assertThat(get(provider().lookUp(charge.key(), FIVE))).isEqualTo(new NeverSeen());
    assertThat(get(provider().authorize(charge))).isEqualTo(new Approved());
    assertThat(heard(charge.key(), "confirm"))
        .extracting(it -> it.idempotencyKey().substring(36))
        .containsExactly("-confirm-0", "-confirm-0", "-confirm-1");
    assertThat(held(charge.key())).containsExactly("500");
  }

  /** A refund has no state that guards it: it is looked for before it is asked for again. */
  @ParameterizedTest
  @EnumSource(names = {"FAILED_AFTERWARDS", "FAILED", "RESET", "GARBAGE", "LOST"})
  void returnsAPartOnceWhateverWasAnswered(StripeFault fault) {
    var charge = charge(FIVE);
    get(provider().authorize(charge));
    get(provider().capture(charge.key(), FIVE));
    var part = UUID.randomUUID();
    var two = new Money(200, "GBP");
    failOnce("refund", fault);
    assertThatThrownBy(() -> get(provider().refund(part, charge.key(), two))).isNotNull();
    get(provider().refund(part, charge.key(), two));
    get(provider().refund(part, charge.key(), two));
    assertThat(held(charge.key())).containsExactly("300");
  }

  /** B38: what was returned is told wrongly by Stripe, at once or when it is looked for. */
  @ParameterizedTest
  @CsvSource({
    "refund, FRACTION",
    "refund, OTHER_AMOUNT",
    "refund, OTHER_CURRENCY",
    "refund, OTHER_ID",
    "refunds, FRACTION",
    "refunds, OTHER_AMOUNT",
    "refunds, OTHER_CURRENCY",
    "refunds, OTHER_ID",
    "refunds, EMPTY_PAGE",
    "refunds, HUGE"
  })
  void doesNotBelieveThatSomethingElseWasReturned(String call, StripeFault lie) {
    var charge = charge(FIVE);
    get(provider().authorize(charge));
    get(provider().capture(charge.key(), FIVE));
    var part = UUID.randomUUID();
    var two = new Money(200, "GBP");
    if (call.equals("refunds")) {
      get(provider().refund(part, charge.key(), two));
    }
    failEach(call, lie);
    assertThatThrownBy(() -> get(provider().refund(part, charge.key(), two)))
        .hasMessageContaining("Stripe");
    running.stripe.heal();
    get(provider().refund(part, charge.key(), two));
    assertThat(held(charge.key())).containsExactly("300");
  }

  /** A database that was restored knows nothing of the newest intents. */
  @Test
  void findsByItsMetadataWhatHoldsMoneyAndIsNotStored() {
    var charge = charge(FIVE);
    get(provider().authorize(charge));
    running
        .payments
        .database()
        .change("delete from payments.stripe_intent where order_id = '" + charge.key() + "'");
    running.stripe.setSearchBehind(true);
    assertThat(get(provider().lookUp(charge.key(), FIVE))).isEqualTo(new NeverSeen());
    running.stripe.setSearchBehind(false);
    assertThat(get(provider().lookUp(charge.key(), FIVE))).isEqualTo(new Approved());
    get(provider().voidCharge(charge.key()));
    assertThat(held(charge.key())).isEmpty();
  }

  @Test
  void saysThatNothingHappenedWhereItIsTurnedAway() {
    for (var fault : List.of(StripeFault.TOO_MANY, StripeFault.UNAUTHORIZED)) {
      var charge = charge(FIVE);
      failEach("create", fault);
      assertThat(get(provider().authorize(charge))).isEqualTo(new NeverSeen());
      failEach("create", StripeFault.GATEWAY);
      assertThat(get(provider().authorize(charge))).isEqualTo(new ProviderOutcome.Unclear());
      failEach("confirm", StripeFault.LOCKED);
      assertThat(get(provider().authorize(charge))).isEqualTo(new ProviderOutcome.Unclear());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pm_card_authenticationRequired", "pm_card_chargeDeclined"})
  void isRefusedWhereTheBankWantsMoreThanTheCard(String token) {
    var key = UUID.randomUUID();
    assertThat(get(provider().authorize(new ChargeRequest(key, FIVE, "card", token))))
        .isInstanceOf(Denied.class);
    assertThat(held(key)).isEmpty();
  }

  @Test
  void asksForOneVersionAndTellsNothingOfTheBuyer() {
    var charge = charge(FIVE);
    get(provider().authorize(charge));
    assertThat(running.stripe.heard())
        .allSatisfy(it -> assertThat(it.version()).isEqualTo("2026-07-29.dahlia"))
        .filteredOn(it -> charge.key().toString().equals(it.form().get("metadata[order]")))
        .singleElement()
        .satisfies(it ->
            assertThat(it.form())
                .containsOnlyKeys(
                    "amount",
                    "currency",
                    "capture_method",
                    "payment_method_types[0]",
                    "metadata[order]"));
  }
}
