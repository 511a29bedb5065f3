package mercat.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.stripe.net.Webhook;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import mercat.contracts.OrderId;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.ReceivePaymentHook;
import mercat.contracts.payments.ReceivePaymentHook.Reply;
import mercat.provider.StripeEvents;
import mercat.provider.StripeFault;
import mercat.testkit.Fresh;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes in Stripe's name (F17, B30); the worker's clock stands still. */
class StripeHookIT {
  private static final Instant NOW = Instant.ofEpochSecond(1_780_000_000);
  private static final String SOMEBODY =
      StripeEvents.event("payment_intent.succeeded", UUID.randomUUID());

  @AutoClose
  private static final StripePayments running =
      new StripePayments(
          InstantSource.fixed(NOW),
          Map.of(
              "payments.recheck", "1h",
              "payments.back-off-max", "1h",
              "payments.work-every", "30m"));

  @AfterEach
  void heal() {
    running.stripe.heal();
  }

  @CanIgnoreReturnValue
  private static Reply send(String signature, String body) {
    return running.payments.ask(hook(signature, body));
  }

  private static ReceivePaymentHook hook(String signature, String body) {
    return new ReceivePaymentHook("stripe", "", "", signature, body);
  }

  private static String signed(String body) {
    return StripeEvents.signature(body, NOW, StripeEvents.SECRET);
  }

  static Stream<String> wrongSignatures() {
    var right = signed(SOMEBODY);
    return Stream.of(
        "",
        "v1",
        "t=1780000000",
        right.substring(right.indexOf("v1=")),
        right.replace("v1=", "v0="),
        right.replace("t=1780000000", "t=1780000001"),
        right.replace("t=1780000000", "t=-1780000000"),
        right.replace("t=1780000000", "t=1780000000.0"),
        "t=1780000000," + right,
        right.replace("v1=", "v1= "),
        right.substring(0, right.length() - 2),
        right.toUpperCase(Locale.ROOT),
        signed(SOMEBODY + " "),
        StripeEvents.signature(SOMEBODY, NOW, "whsec_of_another_endpoint_of_the_same_shop"));
  }

  @ParameterizedTest
  @MethodSource("wrongSignatures")
  void isRefusedAndLeavesNoRowUnlessStripeSignedIt(String signature) {
    assertChangesNothing(signature, SOMEBODY, new Reply.WrongSignature());
  }

  @ParameterizedTest
  @ValueSource(longs = {-301, 301, -3 * 86_400})
  void isRefusedAndLeavesNoRowWhenItWasNotSignedJustNow(long seconds) {
    var signature = StripeEvents.signature(SOMEBODY, NOW.plusSeconds(seconds), StripeEvents.SECRET);
    assertChangesNothing(signature, SOMEBODY, new Reply.OutOfTime());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "{\"object\":\"event\"}",
        "{\"object\":\"event\",\"data\":{\"object\":1}}"
      })
  void isUnreadableWhereItIsNoEvent(String body) {
    assertChangesNothing(signed(body), body, new Reply.Unreadable());
  }

  /** Else Stripe would send it for three days, and then switch the endpoint off. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"object\":\"event\",\"data\":{\"object\":{\"object\":\"customer\"}}}",
        "{\"object\":\"event\",\"data\":{\"object\":{\"metadata\":{\"order\":\"1001\"}}}}"
      })
  void takesWhatHasNothingToDoWithOrders(String body) {
    assertChangesNothing(signed(body), body, new Reply.Noted());
  }

  private static void assertChangesNothing(String signature, String body, Reply reply) {
    var before = running.payments.everyRow();
    assertThat(send(signature, body)).isEqualTo(reply);
    assertThat(running.payments.everyRow()).isEqualTo(before);
  }

  /** A payment whose confirmation was done and never answered. */
  private static OrderId inDoubt() {
    var id = Fresh.orderId();
    running.stripe.fail(
        heard -> heard.call().equals("confirm") ? StripeFault.RESET : StripeFault.NONE);
    assertThat(running.payments.authorize(id, "pm_card_visa"))
        .isEqualTo(new AuthorizePayment.Reply.InDoubt());
    running.stripe.heal();
    assertThat(running.payments.payment(id)).isEqualTo("unknown");
    return id;
  }

  /** Signed by Stripe's own library. */
  @Test
  void hasWhatIsInDoubtLookedUpNow() throws NoSuchAlgorithmException, InvalidKeyException {
    var id = inDoubt();
    var body = StripeEvents.event("payment_intent.payment_failed", id.value());
    var header =
        Webhook.Signature.generateSignatureHeader(
            body, StripeEvents.SECRET, NOW.getEpochSecond() - 300);
    assertThat(send(header, body)).isEqualTo(new Reply.Noted());
    running.payments.awaitPayment(id, "authorized");
  }

  /** F17: a hundred times, in any order, and some before the call that they tell of is answered. */
  @Test
  void movesAPaymentOnceHoweverManyCome() {
    var id = inDoubt();
    var types =
        List.of(
            "payment_intent.created",
            "payment_intent.canceled",
            "charge.refunded",
            "payment_intent.amount_capturable_updated",
            "payment_intent.succeeded");
    var bodies = new ArrayList<String>();
    for (int i = 0; i < 20; i++) {
      types.forEach(type -> bodies.add(StripeEvents.event(type, id.value())));
    }
    Collections.shuffle(bodies, new Random(7));
    var hooks = bodies.stream().map(body -> hook(signed(body), body)).toList();
    assertThat(running.payments.askAll(hooks)).containsOnly(new Reply.Noted());
    running.payments.awaitPayment(id, "authorized");
    assertThat(running.payments.askAll(hooks)).containsOnly(new Reply.Noted());
    assertThat(running.payments.announced(id))
        .containsExactly("PaymentUnknown", "PaymentAuthorized", "PaymentResolved");
    running.payments.confirm(id);
    running.payments.awaitPayment(id, "captured, wanted captured");
    assertThat(running.payments.askAll(hooks)).containsOnly(new Reply.Noted());
    assertThat(running.payments.announced(id)).hasSize(4).endsWith("PaymentCaptured");
    assertThat(running.held(id.value())).containsExactly("500");
  }

  @Test
  void isTakenBeforeTheAnswerToTheCallThatItTellsOf() {
    var id = Fresh.orderId();
    running.stripe.fail(heard -> {
      if (heard.call().equals("confirm")) {
        var body = StripeEvents.event("payment_intent.amount_capturable_updated", id.value());
        var unused = running.payments.asking(hook(signed(body), body));
      }
      return StripeFault.NONE;
    });
    assertThat(running.payments.authorize(id, "pm_card_visa"))
        .isEqualTo(new AuthorizePayment.Reply.Authorized());
    running.payments.confirm(id);
    running.payments.awaitPayment(id, "captured, wanted captured");
    assertThat(running.payments.announced(id))
        .containsExactly("PaymentAuthorized", "PaymentCaptured");
  }
}
