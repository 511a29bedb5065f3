package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mercat.contracts.accounts.Credential;
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
import mercat.contracts.notifications.WebhookDelivery;
import mercat.contracts.notifications.WebhookEndpoint;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminWebhookIT {
  private static final UUID ID = UUID.fromString("019a9f3c-7d10-7a31-8f2e-5b1d0c9e4b01");
  private static final UUID DELIVERY = UUID.fromString("019a9f3c-7d10-7a31-8f2e-5b1d0c9e4b02");
  private static final Instant AT = Instant.parse("2026-11-29T07:00:00Z");
  private static final String PATH = "/v1/admin/webhooks";
  private static final String ONE = PATH + "/" + ID;
  private static final String URL = "https://shop.example.com/hooks";
  private static final Credential SECRET = new Credential("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

  @AutoClose private final RunningEdge edge = new RunningEdge();

  @Test
  void areAddedAndShowTheirSecretOnce() {
    edge.answer(AddWebhook.class, new AddWebhook.Reply.Added(endpoint(true), SECRET));
    var added =
        post(
                PATH,
                """
                {"url":"%s","events":["order.confirmed"],"description":" ERP "}\
                """
                    .formatted(URL))
            .is(201);
    assertThat(added.at("/secret")).isEqualTo(SECRET.value());
    assertThat(added.at("/url")).isEqualTo(URL);
    assertThat(added.header("location")).isEqualTo(ONE);
    var asked = edge.asked(AddWebhook.class).getFirst();
    assertThat(asked.endpointId().version()).isEqualTo(7);
    assertThat(asked)
        .isEqualTo(new AddWebhook(asked.endpointId(), URL, List.of("order.confirmed"), "ERP"));
    post(PATH, "{\"url\":\"%s\"}".formatted(URL)).is(201);
    assertThat(edge.asked(AddWebhook.class).getLast().events()).isEmpty();
  }

  @Test
  void sayWhyAUrlMayNotBeCalled() {
    edge.answer(AddWebhook.class, new AddWebhook.Reply.UrlRefused("https is wanted"));
    var refused = post(PATH, "{\"url\":\"http://a.example\"}").is(422, "url_refused");
    assertThat(refused.at("/errors/0/pointer")).isEqualTo("/url");
    assertThat(refused.at("/errors/0/detail")).isEqualTo("https is wanted");
  }

  @Test
  void areNotAddedWhereTheyAreTooManyOrCannotBeKept() {
    edge.answer(AddWebhook.class, new AddWebhook.Reply.TooMany());
    post(PATH, "{\"url\":\"%s\"}".formatted(URL)).is(409, "conflict");
    edge.answer(AddWebhook.class, new AddWebhook.Reply.NoKey());
    post(PATH, "{\"url\":\"%s\"}".formatted(URL)).is(409, "conflict");
    edge.answer(AddWebhook.class, new AddWebhook.Reply.IdTaken());
    post(PATH, "{\"url\":\"%s\"}".formatted(URL)).is(409, "conflict");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"url\":\"\"}",
        "{\"url\":1}",
        "{\"url\":\"https://a.example\",\"events\":[\"order.placed\"]}",
        "{\"url\":\"https://a.example\",\"events\":[\"webhook.test\"]}",
        "{\"url\":\"https://a.example\",\"secret\":\"whsec_AAAA\"}",
        "{\"url\":\"https://a.example\",\"enabled\":true}"
      })
  void areNotAddedByWhatTheContractDoesNotKnow(String body) {
    post(PATH, body).is(400, "invalid_request");
    assertThat(edge.asked(AddWebhook.class)).isEmpty();
  }

  @Test
  void areListedAndReadWithoutTheirSecret() {
    edge.answer(
        ListWebhooks.class, new ListWebhooks.Listed(List.of(endpoint(true), endpoint(false))));
    var listed = edge.get(PATH, Samples.ADMIN).is(200);
    assertThat(listed.at("/data/1/offReason")).isEqualTo("failing");
    assertThat(listed.text()).doesNotContain("secret\"");
    edge.answer(ReadWebhook.class, new ReadWebhook.Reply.Found(endpoint(true)));
    assertThat(edge.get(ONE, Samples.ADMIN).is(200).at("/events/0")).isEqualTo("order.confirmed");
    edge.answer(ReadWebhook.class, new ReadWebhook.Reply.Unknown());
    edge.get(ONE, Samples.ADMIN).is(404);
  }

  @Test
  void areChangedInPart() {
    edge.answer(ChangeWebhook.class, new ChangeWebhook.Reply.Changed(endpoint(false)));
    assertThat(patch("{\"enabled\":false}").is(200).at("/enabled")).isEqualTo("false");
    patch("{\"events\":[],\"description\":\"ERP\"}").is(200);
    assertThat(edge.asked(ChangeWebhook.class))
        .containsExactly(
            new ChangeWebhook(ID, false, null, null),
            new ChangeWebhook(ID, null, List.of(), "ERP"));
    patch("{\"url\":\"https://b.example\"}").is(400);
    edge.answer(ChangeWebhook.class, new ChangeWebhook.Reply.Unknown());
    patch("{}").is(404);
  }

  @Test
  void areRemoved() {
    edge.answer(RemoveWebhook.class, new RemoveWebhook.Reply.Removed());
    edge.send("DELETE", ONE, Samples.ADMIN).is(204);
    edge.answer(RemoveWebhook.class, new RemoveWebhook.Reply.Unknown());
    edge.send("DELETE", ONE, Samples.ADMIN).is(404);
  }

  @Test
  void getAnotherSecret() {
    edge.answer(
        RotateWebhookSecret.class, new RotateWebhookSecret.Reply.Rotated(endpoint(true), SECRET));
    assertThat(post(ONE + "/secret-rotation", "").is(200).at("/secret")).isEqualTo(SECRET.value());
    edge.answer(RotateWebhookSecret.class, new RotateWebhookSecret.Reply.NoKey());
    post(ONE + "/secret-rotation", "").is(409, "conflict");
    edge.answer(RotateWebhookSecret.class, new RotateWebhookSecret.Reply.Unknown());
    post(ONE + "/secret-rotation", "").is(404);
  }

  @Test
  void areTriedAndToldAgain() {
    edge.answer(TestWebhook.class, new TestWebhook.Reply.Waiting(waiting()));
    assertThat(post(ONE + "/test", "").is(202).at("/state")).isEqualTo("waiting");
    edge.answer(TestWebhook.class, new TestWebhook.Reply.SwitchedOff());
    post(ONE + "/test", "").is(409, "conflict");
    edge.answer(TestWebhook.class, new TestWebhook.Reply.Unknown());
    post(ONE + "/test", "").is(404);

    var again = ONE + "/deliveries/" + DELIVERY + "/redelivery";
    edge.answer(RetryDelivery.class, new RetryDelivery.Reply.Waiting(waiting()));
    assertThat(post(again, "").is(202).at("/id")).isEqualTo(DELIVERY.toString());
    assertThat(edge.asked(RetryDelivery.class)).containsExactly(new RetryDelivery(ID, DELIVERY));
    edge.answer(RetryDelivery.class, new RetryDelivery.Reply.SwitchedOff());
    post(again, "").is(409, "conflict");
    edge.answer(RetryDelivery.class, new RetryDelivery.Reply.Unknown());
    post(again, "").is(404);
  }

  @Test
  void showWhatTheyWereToldPageByPage() {
    edge.answer(ListDeliveries.class, new ListDeliveries.Reply.Found(List.of(waiting()), true));
    var query = "/deliveries?state=waiting&limit=1";
    var page = edge.get(ONE + query, Samples.ADMIN).is(200);
    assertThat(page.at("/data/0/reason")).isEqualTo("http_500");
    assertThat(page.at("/data/0/lastStatus")).isEqualTo("500");
    edge.get(ONE + query + "&cursor=" + page.at("/next"), Samples.ADMIN).is(200);
    assertThat(edge.asked(ListDeliveries.class))
        .containsExactly(
            new ListDeliveries(ID, DeliveryState.WAITING, null, 1),
            new ListDeliveries(ID, DeliveryState.WAITING, DELIVERY, 1));
    edge.answer(ListDeliveries.class, new ListDeliveries.Reply.Unknown());
    edge.get(ONE + "/deliveries", Samples.ADMIN).is(404);
    edge.get(ONE + "/deliveries?state=lost", Samples.ADMIN).is(400);
  }

  private HttpReply post(String path, String body) {
    return edge.post(path, body, Samples.ADMIN);
  }

  private HttpReply patch(String body) {
    return edge.json("PATCH", ONE, body, Samples.ADMIN);
  }

  private static WebhookEndpoint endpoint(boolean isOn) {
    return new WebhookEndpoint(
        ID,
        URL,
        List.of("order.confirmed"),
        "ERP",
        isOn,
        isOn ? "" : "failing",
        AT,
        isOn ? null : AT,
        isOn ? null : AT);
  }

  private static WebhookDelivery waiting() {
    return new WebhookDelivery(
        DELIVERY,
        "order.confirmed",
        Samples.ID.value(),
        DeliveryState.WAITING,
        1,
        500,
        "http_500",
        "{}",
        AT,
        AT,
        AT,
        null);
  }
}
