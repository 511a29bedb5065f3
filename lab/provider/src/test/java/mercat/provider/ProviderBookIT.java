package mercat.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.stripe.StripeClient;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.net.RequestOptions;
import com.stripe.net.Webhook;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider whose process dies: what it has told anybody is there in its next life. */
class ProviderBookIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final UUID order = UUID.randomUUID();
  private final List<String> hooks = new CopyOnWriteArrayList<>();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private int lives;

  @AfterEach
  void close() {
    LoopbackHttp.get(vertx.close());
  }

  private StripeServer provider(Path journal, Conduct conduct) throws IOException {
    return new StripeServer(
        0,
        journal,
        conduct,
        said::add,
        broken -> {
          throw new AssertionError(broken);
        });
  }

  /** The book as kill -9 leaves it at this moment. */
  private Path leftBy(Path journal) throws IOException {
    return Files.copy(journal, folder.resolve("life-" + ++lives));
  }

  private static StripeClient client(StripeServer provider) {
    return StripeClient.builder()
        .setApiKey(StripeServer.KEY)
        .setApiBase(provider.url())
        .setMaxNetworkRetries(0)
        .build();
  }

  private PaymentIntentCreateParams.Builder five() {
    return PaymentIntentCreateParams.builder()
        .setAmount(500L)
        .setCurrency("gbp")
        .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL)
        .putMetadata("order", order.toString());
  }

  private static RequestOptions once(String key) {
    return RequestOptions.builder().setIdempotencyKey(key).build();
  }

  private static PaymentIntent held(StripeClient client, PaymentIntent intent)
      throws StripeException {
    var card = PaymentIntentConfirmParams.builder().setPaymentMethod("pm_card_visa").build();
    return client.v1().paymentIntents().confirm(intent.getId(), card, once("confirm"));
  }

  /** An endpoint of a shop, which takes what is signed. */
  private HttpServer shop(int port) throws IOException {
    return LoopbackHttp.listen(
        vertx,
        port,
        (request, body) -> {
          var unused =
              request
                  .response()
                  .setStatusCode(
                      isGenuine(StripeRequests.header(request, "Stripe-Signature"), body)
                          ? 204
                          : 401)
                  .end();
        });
  }

  private boolean isGenuine(String signature, String body) {
    try {
      var event = Webhook.constructEvent(body, signature, StripeEvents.SECRET, 300);
      hooks.add(event.getType() + " " + event.getId());
      return true;
    } catch (SignatureVerificationException forged) {
      return false;
    }
  }

  private static Conduct telling(HttpServer shop) {
    return Conduct.well(List.of("http://127.0.0.1:%d/hooks".formatted(shop.actualPort())));
  }

  @Test
  void knowsAfterADeathWhatItDidAndWhatItAnswered() throws Exception {
    var journal = folder.resolve("provider.journal");
    var well = Conduct.well(List.of());
    try (var provider = provider(journal, well)) {
      var client = client(provider);
      var intent = client.v1().paymentIntents().create(five().build(), once("create"));
      var held = held(client, intent);
      var left = leftBy(journal);
      Files.writeString(left, "half a li", java.nio.file.StandardOpenOption.APPEND);
      try (var next = provider(left, well)) {
        assertThat(said).singleElement().asString().contains("cut off 9 bytes behind line 3");
        assertThat(next.charges(order)).containsExactly("requires_capture 500 gbp");
        var after = client(next).v1();
        var again = held(client(next), intent);
        assertThat(again.getId()).isEqualTo(held.getId());
        assertThat(again.getLastResponse().headers().firstValue("Idempotent-Replayed"))
            .contains("true");
        assertThat(after.paymentIntents().create(five().build(), once("create")).getId())
            .isEqualTo(intent.getId());
        assertThatThrownBy(
                () -> after.paymentIntents().create(five().setAmount(1L).build(), once("create")))
            .isInstanceOf(IdempotencyException.class);
        assertThat(after.paymentIntents().create(five().build()).getId())
            .as("ids go on")
            .isNotEqualTo(intent.getId());
      }
    }
  }

  @Test
  void knowsWhatItGaveBack() throws Exception {
    var journal = folder.resolve("provider.journal");
    var well = Conduct.well(List.of());
    try (var provider = provider(journal, well)) {
      var client = client(provider);
      var held = held(client, client.v1().paymentIntents().create(five().build()));
      var unused = client.v1().paymentIntents().capture(held.getId());
      for (long part : List.of(100L, 200L)) {
        var refund =
            RefundCreateParams.builder().setPaymentIntent(held.getId()).setAmount(part).build();
        assertThat(client.v1().refunds().create(refund).getAmount()).isEqualTo(part);
      }
      try (var next = provider(leftBy(journal), well)) {
        assertThat(next.charges(order)).containsExactly("succeeded 500 gbp, returned 300");
        var page = RefundListParams.builder().setPaymentIntent(held.getId()).build();
        assertThat(client(next).v1().refunds().list(page).getData())
            .extracting(Refund::getAmount)
            .containsExactly(200L, 100L);
      }
    }
  }

  @Test
  void sendsAfterADeathTheHooksThatNobodyHasTakenAndNoOthers() throws Exception {
    var shop = shop(0);
    var left = leftWithAHookThatNobodyTook(shop);
    var taken = List.copyOf(hooks);
    assertThat(taken).singleElement().asString().startsWith("payment_intent.created ");
    var open = shop(shop.actualPort());
    try (var next = provider(left, telling(open))) {
      await().atMost(SOON).until(() -> pending(next) == 0);
      assertThat(hooks).hasSize(2).startsWith(taken.getFirst());
      assertThat(hooks.getLast()).startsWith("payment_intent.amount_capturable_updated ");
    }
  }

  private Path leftWithAHookThatNobodyTook(HttpServer shop) throws Exception {
    var journal = folder.resolve("provider.journal");
    try (var provider = provider(journal, telling(shop))) {
      var client = client(provider);
      var intent = client.v1().paymentIntents().create(five().build());
      await().atMost(SOON).until(() -> pending(provider) == 0);
      LoopbackHttp.get(shop.close());
      assertThat(held(client, intent).getStatus()).isEqualTo("requires_capture");
      assertThat(pending(provider)).isEqualTo(1);
      return leftBy(journal);
    }
  }

  private static int pending(StripeServer provider) {
    return provider.toJson().getJsonObject("hooks").getInteger("pending");
  }

  @Test
  void isToldToSendHooksTwiceAndBadlySignedOnesBetween() throws Exception {
    var shop = shop(0);
    try (var provider = provider(folder.resolve("provider.journal"), telling(shop));
        var control = new ProviderControl(provider, 0)) {
      put(control, "{\"copies\":3,\"badlySigned\":true,\"lateMs\":20}", 200);
      put(control, "{\"copies\":99}", 400);
      put(control, "[", 400);
      var intent = client(provider).v1().paymentIntents().create(five().build());
      assertThat(intent.getStatus()).isEqualTo("requires_payment_method");
      await().atMost(SOON).until(() -> hooks.size() == 3);
      assertThat(hooks).allMatch(hooks.getFirst()::equals);
      await()
          .atMost(SOON)
          .untilAsserted(() -> {
            var counts = provider.toJson().getJsonObject("hooks");
            assertThat(counts.getLong("badlySigned")).isEqualTo(3);
            assertThat(counts.getLong("badlySignedRefused")).isEqualTo(3);
            assertThat(counts.getLong("badlySignedTaken")).isZero();
          });
      put(control, "{\"failing\":1,\"faults\":[\"too_many\"]}", 200);
      assertThatThrownBy(() -> client(provider).v1().paymentIntents().create(five().build()))
          .isInstanceOf(com.stripe.exception.RateLimitException.class);
    }
  }

  private static void put(ProviderControl control, String body, int status) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(control.url() + "/conduct"))
            .PUT(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (var http = HttpClient.newHttpClient()) {
      var response = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    }
  }

  /** Nothing is told before it is kept: what a body of any size does not change. */
  @Test
  void refusesABodyWithoutAnEnd() throws Exception {
    try (var provider = new StripeServer();
        var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create(provider.url() + "/v1/payment_intents"))
              .POST(HttpRequest.BodyPublishers.ofString("a=" + "x".repeat(70_000)))
              .build();
      assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(413);
    }
  }
}
