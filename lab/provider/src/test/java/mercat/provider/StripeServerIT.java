package mercat.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.StripeClient;
import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.ApiException;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.net.RequestOptions;
import com.stripe.net.Webhook;
import com.stripe.param.PaymentIntentCaptureParams;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentSearchParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import com.stripe.service.PaymentIntentService;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Holds our stand-in for Stripe to what Stripe's own client makes of its answers. */
class StripeServerIT {
  private static final Instant NOW = Instant.ofEpochSecond(1_780_000_000);

  @AutoClose private final StripeServer stripe = new StripeServer();
  private final UUID order = UUID.randomUUID();
  private final StripeClient client = client(StripeServer.KEY);

  private StripeClient client(String key) {
    return StripeClient.builder()
        .setApiKey(key)
        .setApiBase(stripe.url())
        .setMaxNetworkRetries(0)
        .build();
  }

  private PaymentIntentService intents() {
    return client.v1().paymentIntents();
  }

  private PaymentIntentCreateParams.Builder five() {
    return PaymentIntentCreateParams.builder()
        .setAmount(500L)
        .setCurrency("gbp")
        .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL)
        .addPaymentMethodType("card")
        .putMetadata("order", order.toString());
  }

  private PaymentIntent held() throws StripeException {
    var intent = intents().create(five().build());
    return intents().confirm(intent.getId(), method("pm_card_visa"));
  }

  private static PaymentIntentConfirmParams method(String method) {
    return PaymentIntentConfirmParams.builder()
        .setPaymentMethod(method)
        .setErrorOnRequiresAction(true)
        .build();
  }

  private static RequestOptions once(String key) {
    return RequestOptions.builder().setIdempotencyKey(key).build();
  }

  @Test
  void createsConfirmsCapturesAndReturns() throws StripeException {
    var intent = intents().create(five().build());
    assertThat(intent.getStatus()).isEqualTo("requires_payment_method");
    assertThat(intent.getLastPaymentError()).isNull();
    var held = intents().confirm(intent.getId(), method("pm_card_visa"));
    assertThat(held.getStatus()).isEqualTo("requires_capture");
    assertThat(held.getAmountCapturable()).isEqualTo(500);
    var taken =
        intents()
            .capture(
                intent.getId(),
                PaymentIntentCaptureParams.builder().setAmountToCapture(500L).build());
    assertThat(taken.getStatus()).isEqualTo("succeeded");
    assertThat(taken.getAmountReceived()).isEqualTo(500);
    var refunds = client.v1().refunds();
    var part =
        RefundCreateParams.builder()
            .setPaymentIntent(intent.getId())
            .setAmount(200L)
            .putMetadata("refund", "a")
            .build();
    assertThat(refunds.create(part).getStatus()).isEqualTo("succeeded");
    var rest = RefundCreateParams.builder().setPaymentIntent(intent.getId()).build();
    assertThat(refunds.create(rest).getAmount()).isEqualTo(300);
    var page =
        refunds.list(
            RefundListParams.builder().setPaymentIntent(intent.getId()).setLimit(1L).build());
    assertThat(page.getHasMore()).isTrue();
    assertThat(page.autoPagingIterable()).extracting(Refund::getAmount).containsExactly(300L, 200L);
    assertThatThrownBy(() -> refunds.create(rest))
        .isInstanceOfSatisfying(
            InvalidRequestException.class,
            refused -> assertThat(refused.getCode()).isEqualTo("charge_already_refunded"));
    assertThat(stripe.charges(order)).containsExactly("succeeded 500 gbp, returned 500");
    assertThat(stripe.heard())
        .extracting(StripeServer.Heard::version)
        .containsOnly("2026-07-29.dahlia");
  }

  @Test
  void confirmsAtOnceAndTakesAtOnceWhereThatIsWanted() throws StripeException {
    var intent =
        intents()
            .create(
                PaymentIntentCreateParams.builder()
                    .setAmount(500L)
                    .setCurrency("jpy")
                    .setPaymentMethod("pm_card_visa")
                    .setConfirm(true)
                    .build());
    assertThat(intent.getStatus()).isEqualTo("succeeded");
  }

  @Test
  void refusesCards() throws StripeException {
    var intent = intents().create(five().build());
    assertThatThrownBy(() ->
            intents().confirm(intent.getId(), method("pm_card_chargeDeclinedInsufficientFunds")))
        .isInstanceOfSatisfying(
            CardException.class,
            declined -> {
              assertThat(declined.getCode()).isEqualTo("card_declined");
              assertThat(declined.getDeclineCode()).isEqualTo("insufficient_funds");
            });
    var after = intents().retrieve(intent.getId());
    assertThat(after.getStatus()).isEqualTo("requires_payment_method");
    assertThat(after.getLastPaymentError().getDeclineCode()).isEqualTo("insufficient_funds");
    assertThatThrownBy(
            () -> intents().confirm(intent.getId(), method("pm_card_authenticationRequired")))
        .isInstanceOf(CardException.class);
    assertThatThrownBy(() -> intents().confirm(intent.getId(), method("tok_ok")))
        .isInstanceOfSatisfying(
            InvalidRequestException.class,
            unknown -> assertThat(unknown.getParam()).isEqualTo("payment_method"));
  }

  @Test
  void movesAnIntentOnlyAsItsStatePermits() throws StripeException {
    var held = held();
    assertThat(intents().cancel(held.getId()).getStatus()).isEqualTo("canceled");
    assertThatThrownBy(() -> intents().capture(held.getId()))
        .isInstanceOfSatisfying(
            InvalidRequestException.class,
            refused -> {
              assertThat(refused.getCode()).isEqualTo("payment_intent_unexpected_state");
              assertThat(refused.getStripeError().getPaymentIntent().getStatus())
                  .isEqualTo("canceled");
            });
    assertThatThrownBy(() -> intents().confirm(held.getId(), method("pm_card_visa")))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> intents().retrieve("pi_nobody"))
        .isInstanceOfSatisfying(
            InvalidRequestException.class,
            missing -> assertThat(missing.getStatusCode()).isEqualTo(404));
  }

  @Test
  void findsIntentsByTheirMetadata() throws StripeException {
    var held = held();
    var query = "metadata['order']:'" + order + "'";
    var search = PaymentIntentSearchParams.builder().setQuery(query).build();
    assertThat(intents().search(search).getData())
        .extracting(PaymentIntent::getId)
        .containsExactly(held.getId());
    stripe.setSearchBehind(true);
    assertThat(intents().search(search).getData()).isEmpty();
  }

  @Test
  void doesOnceWhatBearsOneKey() throws StripeException {
    var first = intents().create(five().build(), once("k1"));
    var again = intents().create(five().build(), once("k1"));
    assertThat(again.getId()).isEqualTo(first.getId());
    assertThat(again.getLastResponse().headers().firstValue("Idempotent-Replayed"))
        .contains("true");
    assertThatThrownBy(() -> intents().create(five().setAmount(501L).build(), once("k1")))
        .isInstanceOf(IdempotencyException.class);
    assertThat(intents().create(five().build(), once("k2")).getId()).isNotEqualTo(first.getId());
  }

  @Test
  void failsAsItIsTold() throws StripeException {
    var held = held();
    stripe.fail(call -> StripeFault.FAILED_AFTERWARDS);
    assertThatThrownBy(() -> intents().capture(held.getId(), once("c")))
        .isInstanceOf(ApiException.class);
    stripe.fail(call -> StripeFault.TOO_MANY);
    assertThatThrownBy(() -> intents().retrieve(held.getId()))
        .isInstanceOf(RateLimitException.class);
    stripe.fail(call -> StripeFault.RESET);
    assertThatThrownBy(() -> intents().retrieve(held.getId()))
        .isInstanceOf(ApiConnectionException.class);
    stripe.heal();
    assertThatThrownBy(() -> intents().capture(held.getId(), once("c")))
        .as("what failed under a key fails again under it")
        .isInstanceOf(ApiException.class);
    assertThat(intents().retrieve(held.getId()).getStatus()).isEqualTo("succeeded");
  }

  @Test
  void asksForTheKeyOfTheAccount() {
    assertThatThrownBy(() -> client("sk_test_another").v1().paymentIntents().create(five().build()))
        .isInstanceOf(AuthenticationException.class);
    assertThat(stripe.charges(order)).isEmpty();
  }

  @Test
  void signsEventsAsStripeDoes() throws StripeException {
    var body = StripeEvents.event("payment_intent.succeeded", order);
    var header = StripeEvents.signature(body, NOW, StripeEvents.SECRET);
    var clock = Clock.fixed(NOW.plusSeconds(299), ZoneOffset.UTC);
    var event = Webhook.constructEvent(body, header, StripeEvents.SECRET, 300, clock);
    assertThat(event.getType()).isEqualTo("payment_intent.succeeded");
    assertThat(event.getDataObjectDeserializer().getObject())
        .hasValueSatisfying(object ->
            assertThat(((PaymentIntent) object).getMetadata())
                .containsEntry("order", order.toString()));
    assertThatThrownBy(
            () -> Webhook.constructEvent(body + " ", header, StripeEvents.SECRET, 300, clock))
        .isInstanceOf(SignatureVerificationException.class);
  }
}
