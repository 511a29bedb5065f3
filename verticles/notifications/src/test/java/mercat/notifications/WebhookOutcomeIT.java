package mercat.notifications;

import static java.util.Objects.requireNonNull;
import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import mercat.contracts.notifications.ChangeWebhook;
import mercat.contracts.notifications.DeliveryParked;
import mercat.contracts.notifications.DeliveryState;
import mercat.contracts.notifications.WebhookSwitchedOff;
import mercat.notifications.WebhookReceiver.Told;
import mercat.testkit.Loopback;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a webhook that an endpoint does not take as it should. */
class WebhookOutcomeIT {
  private final int port = Loopback.freePort();
  private final String url = "http://127.0.0.1:" + port;
  @AutoClose private final WebhookReceiver receiver = new WebhookReceiver(port);
  @AutoClose private final RunningWebhooks shop = new RunningWebhooks(port);

  @ParameterizedTest
  @CsvSource({
    "500, http_500",
    "404, http_404",
    "429, http_429",
    "reset, unreachable",
    "hang, timeout"
  })
  void isToldAgainUnderTheSameId(String answer, String reason) {
    var added = shop.added(url);
    var id = added.endpoint().id();
    receiver.answers(answer);
    shop.confirmed();
    shop.awaitDelivery(id, "WAITING 1 " + reason);
    assertThat(shop.endpoint(id).failingSince()).isNotNull();
    receiver.answers("204");
    shop.passes(Duration.ofSeconds(6));
    shop.awaitDelivery(id, "DELIVERED 2");
    assertThat(receiver.told())
        .hasSize(2)
        .extracting(Told::body)
        .containsOnly(shop.delivery(id).body());
    assertThat(receiver.told())
        .extracting(Told::id)
        .containsOnly(shop.delivery(id).id().toString());
    assertThat(receiver.told().getFirst().header("webhook-timestamp"))
        .isNotEqualTo(receiver.told().getLast().header("webhook-timestamp"));
    assertThat(receiver.told()).allMatch(it -> it.isSignedBy(added.secret().value()));
    assertThat(shop.endpoint(id).failingSince()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void whereItIsSentElsewhereNobodyFollows(int status) {
    var id = shop.added(url + "/hooks").endpoint().id();
    receiver.answers("/hooks", status + " " + url + "/inside");
    shop.confirmed();
    shop.awaitDelivery(id, "WAITING 1 http_" + status);
    assertThat(receiver.told("/inside")).isEmpty();
  }

  /** The status decides; of the rest no more is read than fits. */
  @ParameterizedTest
  @ValueSource(strings = {"giant", "trickle", "200", "299"})
  void isDeliveredWhateverTheAnswerSaysBehindItsStatus(String answer) {
    var id = shop.added(url).endpoint().id();
    receiver.answers(answer);
    shop.confirmed();
    shop.awaitDelivery(id, "DELIVERED 1");
  }

  @Test
  void isToldWhenItIsThereAgain() {
    var id = shop.added(url).endpoint().id();
    receiver.close();
    shop.confirmed();
    shop.awaitDelivery(id, "WAITING 1 unreachable");
    try (var again = new WebhookReceiver(port)) {
      shop.passes(Duration.ofSeconds(6));
      shop.awaitDelivery(id, "DELIVERED 2");
      assertThat(again.told()).hasSize(1);
    }
  }

  @Test
  void whoWantsNoMoreIsSwitchedOffAtOnce() {
    var id = shop.added(url).endpoint().id();
    receiver.answers("410");
    var order = shop.confirmed();
    shop.awaitDelivery(id, "PARKED 1 http_410");
    var endpoint = shop.endpoint(id);
    assertThat(endpoint.enabled()).isFalse();
    assertThat(endpoint.offReason()).isEqualTo("gone");
    assertThat(shop.announced("notifications", id))
        .containsExactly(new WebhookSwitchedOff(id, "gone"));
    var delivery = shop.delivery(id);
    assertThat(shop.announced("notifications", order))
        .containsExactly(
            new DeliveryParked(id, delivery.id(), "order.confirmed", order, "http_410"));
    shop.confirmed();
    assertThat(shop.deliveries(id)).hasSize(1);
  }

  @Test
  void isParkedAfterElevenAttempts() {
    var steady = shop.added(url + "/steady", "order.confirmed").endpoint().id();
    var id = shop.added(url + "/failing").endpoint().id();
    receiver.answers("/failing", "404");
    var order = shop.confirmed();
    for (int attempt = 1; attempt < 11; attempt++) {
      shop.awaitDelivery(id, "WAITING %d http_404".formatted(attempt));
      // It would be switched off; another delivery of its own succeeds in between.
      shop.change("update notifications.webhook_endpoint set failing_since = null");
      shop.passes(Duration.ofHours(27));
    }
    shop.awaitDelivery(id, "PARKED 11 http_404");
    assertThat(shop.announced("notifications", order))
        .contains(
            new DeliveryParked(id, shop.delivery(id).id(), "order.confirmed", order, "http_404"));
    shop.awaitDelivery(steady, "DELIVERED 1");
  }

  @Test
  void whoFailsForDaysIsSwitchedOffWithAMailAndToldOnceItIsOnAgain() {
    var id = shop.added(url).endpoint().id();
    receiver.answers("500");
    var first = shop.confirmed();
    shop.awaitDelivery(id, "WAITING 1 http_500");
    shop.passes(Duration.ofDays(2));
    shop.awaitDelivery(id, "WAITING 2 http_500");
    assertThat(shop.endpoint(id).enabled()).isTrue();
    shop.passes(Duration.ofDays(1).plusSeconds(1));
    shop.awaitDelivery(id, "WAITING 3 http_500");
    eventually(() -> assertThat(shop.endpoint(id).enabled()).isFalse());
    assertThat(shop.endpoint(id).offReason()).isEqualTo("failing");
    assertThat(shop.announced("notifications", id))
        .containsExactly(new WebhookSwitchedOff(id, "failing"));
    assertThat(shop.standing(id)).containsExactly("webhook_switched_off kept");
    var text = requireNonNull(shop.read(id).text());
    assertThat(text.to()).isEqualTo("staff@example.com");
    assertThat(text.subject()).contains("127.0.0.1");
    assertThat(text.text()).contains("For days no attempt has reached it.", id.toString());

    shop.confirmed();
    assertThat(shop.deliveries(id)).hasSize(1);
    receiver.answers("204");
    shop.ask(new ChangeWebhook(id, true, null, null));
    eventually(() -> assertThat(shop.delivery(id).state()).isEqualTo(DeliveryState.DELIVERED));
    assertThat(receiver.told().getLast().body()).contains(first.toString());
  }

  /** Of one that hangs a few are on their way, and another is told of everything meanwhile. */
  @Test
  void aSlowOneHoldsNobodyUp() {
    var slow = shop.added(url + "/slow").endpoint().id();
    var quick = shop.added(url + "/quick").endpoint().id();
    receiver.answers("/slow", "hang");
    for (int i = 0; i < 40; i++) {
      shop.confirmed("buyer@example.org");
    }
    eventually(() -> assertThat(receiver.told("/quick")).hasSize(40));
    assertThat(receiver.told("/slow")).hasSizeLessThanOrEqualTo(2 * EndpointBreakers.SHARE);
    assertThat(shop.deliveries(quick)).hasSize(40);
    assertThat(shop.deliveries(slow)).hasSize(40);
  }

  /** Five failures in a row: what waits is not worn out by attempts. */
  @Test
  void oneThatIsAwayIsLetAloneForAWhile() {
    var id = shop.added(url).endpoint().id();
    receiver.answers("503");
    for (int i = 0; i < 40; i++) {
      shop.confirmed("buyer@example.org");
    }
    shop.awaitFollowed();
    eventually(() -> assertThat(receiver.told()).hasSizeGreaterThanOrEqualTo(5));
    eventually(() ->
        assertThat(shop.deliveries(id).stream().filter(it -> it.attempts() > 0))
            .hasSizeLessThan(15));
    assertThat(receiver.told()).hasSizeLessThan(15);
  }
}
