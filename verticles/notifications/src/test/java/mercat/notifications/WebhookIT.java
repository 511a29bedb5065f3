package mercat.notifications;

import static mercat.notifications.RunningNotifications.PRICE;
import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.contracts.accounts.AccountErased;
import mercat.contracts.accounts.AccountRegistered;
import mercat.contracts.accounts.EmailVerified;
import mercat.contracts.notifications.AddWebhook;
import mercat.contracts.notifications.ChangeWebhook;
import mercat.contracts.notifications.DeliveryState;
import mercat.contracts.notifications.ListDeliveries;
import mercat.contracts.notifications.ListWebhooks;
import mercat.contracts.notifications.ReadWebhook;
import mercat.contracts.notifications.RemoveWebhook;
import mercat.contracts.notifications.RetryDelivery;
import mercat.contracts.notifications.RotateWebhookSecret;
import mercat.contracts.notifications.TestWebhook;
import mercat.contracts.notifications.WebhookDelivered;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.OrderShipped;
import mercat.contracts.payments.PaymentRefunded;
import mercat.notifications.WebhookReceiver.Told;
import mercat.testkit.Fresh;
import mercat.testkit.LocalNode;
import mercat.testkit.Loopback;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Endpoints, and what they are told. */
class WebhookIT {

  private static final String REFUSE_ONCE =
      """
      create sequence notifications.refused;
      create function notifications.refuse_once() returns trigger language plpgsql
        security definer as $$
      begin
        if nextval('notifications.refused') = 1 then
          raise exception 'once' using errcode = '40001';
        end if;
        return new;
      end $$;
      create trigger refuse_once before insert on notifications.mail
        for each row execute function notifications.refuse_once()\
      """;

  private final int port = Loopback.freePort();
  private final String url = "http://127.0.0.1:" + port;
  @AutoClose private final WebhookReceiver receiver = new WebhookReceiver(port);
  @AutoClose private final RunningWebhooks shop = new RunningWebhooks(port);

  @Test
  void isToldOnceOfWhatHappensSignedByItsSecret() {
    shop.confirmed(); // before there is anybody to be told
    var added = shop.added(url + "/hooks?shop=1");
    var id = added.endpoint().id();
    shop.change("update notifications.cursor set position = 0");
    var order = shop.confirmed();
    shop.awaitDelivery(id, "DELIVERED 1");
    var told = receiver.told().getFirst();
    assertThat(receiver.told()).hasSize(1);
    assertThat(told.isSignedBy(added.secret().value())).isTrue();
    assertThat(told.isSignedBy("whsec_" + RunningWebhooks.KEY)).isFalse();
    assertThat(added.secret().value()).startsWith("whsec_");
    var delivery = shop.delivery(id);
    assertThat(told.id()).isEqualTo(delivery.id().toString());
    assertThat(told.header("content-type")).isEqualTo("application/json");
    assertThat(told.header("host")).isEqualTo("127.0.0.1:" + port);
    assertThat(told.body()).isEqualTo(delivery.body());
    var body = new JsonObject(told.body());
    assertThat(body.fieldNames()).containsExactly("id", "type", "timestamp", "data");
    assertThat(body.getString("id")).isEqualTo(told.id());
    assertThat(body.getString("type")).isEqualTo("order.confirmed");
    assertThat(Instant.parse(body.getString("timestamp")))
        .isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
    assertThat(body.getJsonObject("data").encode())
        .isEqualTo(
            "{\"orderId\":\"%s\",\"total\":{\"amount\":1999,\"currency\":\"GBP\"}}"
                .formatted(order));
    assertThat(delivery.lastStatus()).isEqualTo(204);
    assertThat(shop.announced("notifications", order))
        .containsExactly(new WebhookDelivered(id, delivery.id(), "order.confirmed", order));
  }

  /** The server refuses the first transaction in which a webhook was stored before a mail is. */
  @Test
  void isCountedOnceThoughWhatItFollowsFromIsAppliedAgain() throws Exception {
    var unused = shop.added(url);
    try (var connection = shop.database().connect();
        var statement = connection.createStatement()) {
      statement.execute(REFUSE_ONCE);
    }
    shop.confirmed();
    shop.awaitFollowed();
    eventually(() -> assertThat(receiver.told()).hasSize(1));
    assertThat(shop.rows("select last_value > 1 from notifications.refused")).containsExactly("t");
    var wanted =
        shop.hosted()
            .telemetry()
            .metrics()
            .get("mercat.notifications.webhooks")
            .tag("outcome", "wanted");
    assertThat(wanted.counter().count()).isEqualTo(1);
  }

  @Test
  void tellsOfEachKindOfEvent() {
    var added = shop.added(url);
    var order = Fresh.orderId();
    var account = UUID.randomUUID();
    var five = new Money(500, "GBP");
    shop.orders.announces(
        new OrderConfirmed(order, PRICE),
        new OrderShipped(order),
        new OrderCancelled(order, PRICE),
        new OrderRejected(order, "out_of_stock", Set.of()));
    shop.payments.announces(
        new PaymentRefunded(order, UUID.randomUUID(), five, five, PRICE),
        new PaymentRefunded(order, UUID.randomUUID(), new Money(0, "GBP"), five, PRICE));
    shop.accounts.announces(
        account,
        new AccountRegistered(account),
        new EmailVerified(account),
        new AccountErased(account));
    shop.awaitFollowed();
    eventually(() ->
        assertThat(shop.deliveries(added.endpoint().id()))
            .hasSize(8)
            .allMatch(it -> it.state() == DeliveryState.DELIVERED));
    assertThat(receiver.told()).allMatch(it -> it.isSignedBy(added.secret().value()));
    assertThat(receiver.told().stream().map(it -> data(it)))
        .containsExactlyInAnyOrder(
            "order.confirmed {\"orderId\":\"O\",\"total\":{\"amount\":1999,\"currency\":\"GBP\"}}",
            "order.shipped {\"orderId\":\"O\"}",
            "order.cancelled {\"orderId\":\"O\",\"total\":{\"amount\":1999,\"currency\":\"GBP\"}}",
            "order.rejected {\"orderId\":\"O\",\"reason\":\"out_of_stock\"}",
            "payment.refunded {\"orderId\":\"O\",\"refundId\":\"O\",\"amount\":{\"amount\":500,"
                + "\"currency\":\"GBP\"},\"refundedInAll\":{\"amount\":500,\"currency\":\"GBP\"}}",
            "account.registered {\"accountId\":\"O\"}",
            "account.email_verified {\"accountId\":\"O\"}",
            "account.erased {\"accountId\":\"O\"}");
  }

  /** Its type and data, with any id as O. */
  private static String data(Told told) {
    var body = new JsonObject(told.body());
    return body.getString("type")
        + " "
        + body.getJsonObject("data").encode().replaceAll("[0-9a-f]{8}(-[0-9a-f]{4,12}){4}", "O");
  }

  @Test
  void isToldOfWhatItHasChosenAlone() {
    var all = shop.added(url + "/all").endpoint().id();
    var some = shop.added(url + "/some", "order.shipped", "order.shipped").endpoint();
    assertThat(some.events()).containsExactly("order.shipped");
    var order = Fresh.orderId();
    shop.orders.announces(new OrderConfirmed(order, PRICE), new OrderShipped(order));
    shop.awaitFollowed();
    eventually(() -> assertThat(receiver.told("/all")).hasSize(2));
    eventually(() -> assertThat(receiver.told("/some")).hasSize(1));
    assertThat(shop.delivery(some.id()).type()).isEqualTo("order.shipped");
    shop.ask(new ChangeWebhook(some.id(), null, List.of("order.confirmed"), null));
    shop.confirmed();
    eventually(() -> assertThat(receiver.told("/some")).hasSize(2));
    assertThat(shop.deliveries(all)).hasSize(3);
  }

  /**
   * A page that is read twice, be it because somebody resets the follower, asks for nothing twice.
   */
  @Test
  void isToldOnceHoweverOftenTheLogIsRead() {
    var id = shop.added(url).endpoint().id();
    shop.confirmed();
    shop.awaitDelivery(id, "DELIVERED 1");
    shop.change("update notifications.cursor set position = 0");
    shop.confirmed("buyer@example.org");
    shop.awaitFollowed("notifications", "orders");
    shop.assertNothingParked("notifications");
    eventually(() -> assertThat(receiver.told()).hasSize(2));
    assertThat(shop.deliveries(id)).hasSize(2);
  }

  @Test
  void bothSecretsSignForADayBehindARotationAndARepeatOfItChangesNothing() {
    var added = shop.added(url);
    var id = added.endpoint().id();
    var rotation = new RotateWebhookSecret(id, UUID.randomUUID());
    var rotated = (RotateWebhookSecret.Reply.Rotated) shop.ask(rotation);
    assertThat(rotated.secret()).isNotEqualTo(added.secret());
    assertThat(rotated.endpoint().formerSecretUntil())
        .isCloseTo(Instant.now().plus(1, ChronoUnit.DAYS), within(1, ChronoUnit.MINUTES));
    assertThat(shop.ask(rotation)).isEqualTo(rotated);
    shop.confirmed();
    eventually(() -> assertThat(receiver.told()).hasSize(1));
    var told = receiver.told().getFirst();
    assertThat(told.isSignedBy(added.secret().value())).isTrue();
    assertThat(told.isSignedBy(rotated.secret().value())).isTrue();
    assertThat(told.header("webhook-signature").split(" ", -1)).hasSize(2);
    shop.passes(Duration.ofDays(1).plusMinutes(1));
    shop.confirmed();
    eventually(() -> assertThat(receiver.told()).hasSize(2));
    var later = receiver.told().getLast();
    assertThat(later.header("webhook-signature").split(" ", -1)).hasSize(1);
  }

  @Test
  void isTriedAndToldAgainByTheStaff() {
    var added = shop.added(url, "order.shipped");
    var id = added.endpoint().id();
    var test = new TestWebhook(id, Fresh.orderId().value());
    assertThat(shop.ask(test)).isInstanceOf(TestWebhook.Reply.Waiting.class);
    shop.awaitDelivery(id, "DELIVERED 1");
    assertThat(shop.ask(test)).isInstanceOf(TestWebhook.Reply.Waiting.class);
    var told = receiver.told().getFirst();
    assertThat(told.isSignedBy(added.secret().value())).isTrue();
    assertThat(told.body()).contains("\"webhook.test\"");
    var again = new RetryDelivery(id, shop.delivery(id).id());
    assertThat(shop.ask(again)).isInstanceOf(RetryDelivery.Reply.Waiting.class);
    eventually(() -> assertThat(receiver.told()).hasSize(2));
    assertThat(receiver.told().getLast().id()).isEqualTo(told.id());
    shop.awaitDelivery(id, "DELIVERED 1");
    assertThat(shop.ask(new RetryDelivery(id, UUID.randomUUID())))
        .isEqualTo(new RetryDelivery.Reply.Unknown());
    assertThat(shop.ask(new TestWebhook(UUID.randomUUID(), UUID.randomUUID())))
        .isEqualTo(new TestWebhook.Reply.Unknown());
  }

  @Test
  void isToldOfNothingWhileItIsOff() {
    var id = shop.added(url).endpoint().id();
    shop.ask(new ChangeWebhook(id, false, null, null));
    shop.confirmed();
    assertThat(shop.deliveries(id)).isEmpty();
    assertThat(shop.endpoint(id).offReason()).isEqualTo("staff");
    assertThat(shop.ask(new TestWebhook(id, UUID.randomUUID())))
        .isEqualTo(new TestWebhook.Reply.SwitchedOff());
    shop.ask(new ChangeWebhook(id, true, null, "again"));
    assertThat(shop.endpoint(id).offReason()).isEmpty();
    assertThat(shop.endpoint(id).description()).isEqualTo("again");
    shop.confirmed();
    eventually(() -> assertThat(receiver.told()).hasSize(1));
  }

  @Test
  void isGoneWithItsSecretsAndDeliveriesOnceItIsRemoved() {
    var added = shop.added(url);
    var id = added.endpoint().id();
    shop.confirmed();
    shop.awaitDelivery(id, "DELIVERED 1");
    assertThat(shop.ask(new RemoveWebhook(id))).isEqualTo(new RemoveWebhook.Reply.Removed());
    assertThat(shop.ask(new RemoveWebhook(id))).isEqualTo(new RemoveWebhook.Reply.Removed());
    assertThat(shop.ask(new RemoveWebhook(UUID.randomUUID())))
        .isEqualTo(new RemoveWebhook.Reply.Unknown());
    assertThat(shop.ask(new ListWebhooks()).endpoints()).isEmpty();
    assertThat(shop.ask(new ListDeliveries(id, null, null, 10)))
        .isEqualTo(new ListDeliveries.Reply.Unknown());
    assertThat(shop.rows("select secret from notifications.webhook_endpoint"))
        .containsExactly("null");
    shop.confirmed();
    assertThat(receiver.told()).hasSize(1);
  }

  @Test
  void keepsItsSecretSealedAndTellsTheAuditNothingOfItNorOfThePath() {
    var added = shop.added(url + "/a-secret-path");
    var id = added.endpoint().id();
    shop.ask(new RotateWebhookSecret(id, UUID.randomUUID()));
    var plain = added.secret().value().substring("whsec_".length());
    assertThat(shop.database().tablesHolding(plain)).isEmpty();
    var bytes = HexFormat.of().formatHex(Base64.getDecoder().decode(plain));
    assertThat(shop.database().tablesHolding(bytes)).isEmpty();
    assertThat(shop.staffActions("notifications"))
        .extracting(it -> it.operation())
        .containsExactly("addWebhook", "rotateWebhookSecret");
    assertThat(shop.staffActions("notifications").toString())
        .contains("webhook:" + id, "127.0.0.1")
        .doesNotContain("whsec_", "a-secret-path");
    assertThat(added.toString()).doesNotContain(plain);
  }

  @Test
  void isMadeOnceHoweverOftenItIsAskedForAndOfThemThereAreFew() {
    var request = new AddWebhook(UUID.randomUUID(), url, List.of(), "");
    var made = shop.ask(request);
    assertThat(shop.ask(request)).isEqualTo(made);
    assertThat(shop.ask(new AddWebhook(request.endpointId(), url + "/b", List.of(), "")))
        .isEqualTo(new AddWebhook.Reply.IdTaken());
    for (int i = 1; i < AddWebhook.ENDPOINTS_MAX; i++) {
      assertThat(shop.adding(url + "/" + i)).isInstanceOf(AddWebhook.Reply.Added.class);
    }
    assertThat(shop.adding(url)).isEqualTo(new AddWebhook.Reply.TooMany());
    assertThat(shop.ask(request)).isEqualTo(made);
  }

  @Test
  void isForThoseWhoHoldTheScope() {
    var id = shop.added(url).endpoint().id();
    shop.assertOnlyFor("webhooks:read", new ListWebhooks());
    shop.assertOnlyFor("webhooks:read", new ReadWebhook(id));
    shop.assertOnlyFor("webhooks:read", new ListDeliveries(id, null, null, 1));
    shop.assertOnlyFor("webhooks:write", new AddWebhook(UUID.randomUUID(), url, List.of(), ""));
    shop.assertOnlyFor("webhooks:write", new ChangeWebhook(id, false, null, null));
    shop.assertOnlyFor("webhooks:write", new RemoveWebhook(id));
    shop.assertOnlyFor("webhooks:write", new RotateWebhookSecret(id, UUID.randomUUID()));
    shop.assertOnlyFor("webhooks:write", new TestWebhook(id, UUID.randomUUID()));
    shop.assertOnlyFor("webhooks:write", new RetryDelivery(id, UUID.randomUUID()));
  }

  @Test
  void whatIsOldIsForgottenAndNotToldAgain() {
    var id = shop.added(url).endpoint().id();
    var gone = shop.added(url + "/gone").endpoint().id();
    shop.confirmed();
    shop.awaitDelivery(id, "DELIVERED 1");
    shop.awaitDelivery(gone, "DELIVERED 1");
    shop.passes(Duration.ofDays(31));
    shop.change("update notifications.cursor set position = 0");
    shop.confirmed("buyer@example.org");
    shop.awaitFollowed("notifications", "orders");
    assertThat(receiver.told()).hasSize(2);

    forget(Instant.now().minus(7, ChronoUnit.DAYS));
    assertThat(shop.deliveries(id)).hasSize(1);
    shop.ask(new RemoveWebhook(gone));
    forget(Instant.now().minus(7, ChronoUnit.DAYS));
    assertThat(rowsOf(gone)).containsExactly("1 0");
    forget(Instant.now().plusSeconds(60));
    assertThat(shop.deliveries(id)).isEmpty();
    assertThat(rowsOf(gone)).containsExactly("0 0");
  }

  private void forget(Instant before) {
    var store = new WebhookDeliveryStore(shop.hosted().database());
    LocalNode.get(
        shop.hosted()
            .call(() -> {
              store.forget(before);
              return true;
            }));
  }

  /** How many rows there are of an endpoint, and how many of what it is told. */
  private List<String> rowsOf(UUID endpoint) {
    return shop.rows(
        """
        select (select count(*) from notifications.webhook_endpoint where id = '%1$s'),
               (select count(*) from notifications.webhook_delivery where endpoint = '%1$s')\
        """,
        endpoint);
  }
}
