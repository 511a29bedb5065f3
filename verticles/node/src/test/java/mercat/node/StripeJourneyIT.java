package mercat.node;

import static mercat.node.RunningShop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mercat.provider.StripeEvents;
import mercat.provider.StripeFault;
import mercat.provider.StripeServer;
import mercat.testkit.HttpReply;
import mercat.verify.Verify;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shop whose cards go to Stripe: every context, real PostgreSQL, real HTTP on both sides. */
class StripeJourneyIT {
  private static final int SLOW = 202;

  @AutoClose private final StripeServer stripe = new StripeServer();

  private Map<String, String> settings(Path data) throws Exception {
    var key = Files.writeString(data.resolve("stripe.secrets"), StripeEvents.SECRET);
    return Map.of(
        "payments.providers",
        "card=stripe",
        "payments.stripe-url",
        stripe.url(),
        "payments.stripe-key",
        StripeServer.KEY,
        "payments.stripe-hook-secrets-file",
        key.toString(),
        "payments.provider-timeout",
        "3s");
  }

  @Test
  void takesMoneyOnceAndTellsItAlikeEverywhere(@TempDir Path data) throws Exception {
    try (var shop = RunningShop.open(data, settings(data))) {
      shop.sells("LANTERN", 255, 10);
      shop.sells("CHOCHIN", 900, "JPY", 10);
      var pounds = placed(shop, "LANTERN", 2, "pm_card_visa");
      var yen = placed(shop, "CHOCHIN", 1, "pm_card_visa");
      var refused = List.of("pm_card_chargeDeclined", "tok_ok");
      for (var token : refused) {
        var reply = shop.order(token, "c@example.org", "LANTERN", 1, token);
        assertThat(reply.status()).as(reply.text()).isIn(402, SLOW);
      }
      stripe.fail(heard -> heard.call().equals("confirm") ? StripeFault.RESET : StripeFault.NONE);
      var doubt = placed(shop, "LANTERN", 1, "pm_card_visa");
      stripe.heal();
      var event = StripeEvents.event("payment_intent.succeeded", id(doubt));
      hook(shop, event, "whsec_of_somebody_else_altogether").is(401, "wrong_signature");
      hook(shop, event, StripeEvents.SECRET).is(204);
      awaitCharge(pounds, "succeeded 510 gbp");
      awaitCharge(yen, "succeeded 900 jpy");
      awaitCharge(doubt, "succeeded 255 gbp");
      eventually(() ->
          assertThat(shop.admin("GET", "/v1/admin/ledger/balances").is(200).text())
              .contains("\"provider:stripe\"")
              .doesNotContain("provider:sandbox")
              .contains("765")
              .contains("900"));
      assertThat(shop.operations("/topology").is(200).at("/breakers/stripe")).isEqualTo("closed");
      assertThat(shop.operations("/metrics").text()).contains("mercat_payments_stripe_breaker 0");
      eventually(() -> assertThat(Verify.now(shop.database()).broken()).isEmpty());
    }
  }

  /** Confirmed, or pending where a slow machine let the provider seem silent. */
  private static HttpReply placed(RunningShop shop, String sku, int quantity, String token) {
    var reply = shop.order(sku + quantity, "a@example.org", sku, quantity, token);
    assertThat(reply.status()).as(reply.text()).isIn(201, SLOW);
    return reply;
  }

  private static UUID id(HttpReply order) {
    return UUID.fromString(order.at("/id"));
  }

  private void awaitCharge(HttpReply order, String charge) {
    eventually(() -> assertThat(stripe.charges(id(order))).containsExactly(charge));
  }

  private static HttpReply hook(RunningShop shop, String body, String secret) throws Exception {
    var signature = StripeEvents.signature(body, Instant.now(), secret);
    var headers = List.of("Content-Type", "application/json", "Stripe-Signature", signature);
    return shop.send("POST", "/v1/hooks/payments/stripe", body, headers);
  }
}
