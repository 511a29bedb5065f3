package mercat.edge.backoffice;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
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
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.ListPage;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import mercat.platform.bus.Bus;
import org.jspecify.annotations.Nullable;

/** Where other systems are told of events, and what they were told. */
public record AdminWebhookHandlers(Bus bus) {
  private static final NoArgGenerator IDS = Generators.timeBasedEpochRandomGenerator();
  private static final String OFF = "the endpoint is switched off";
  private static final String NO_KEY =
      "notifications has no key under which to keep a secret: set notifications.key-file";

  private record NewWebhook(String url, @Nullable List<String> events, String description) {}

  /** A description that is not given is empty, and stays as it is. */
  private record WebhookChange(
      @Nullable Boolean enabled, @Nullable List<String> events, String description) {}

  private record WebhookWithSecret(@JsonUnwrapped WebhookEndpoint endpoint, Credential secret) {}

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of(
        "listWebhooks", this::list,
        "addWebhook", this::add,
        "readWebhook", this::read,
        "changeWebhook", this::change,
        "removeWebhook", this::remove,
        "rotateWebhookSecret", this::rotate,
        "testWebhook", this::test,
        "listWebhookDeliveries", this::deliveries,
        "redeliverWebhook", this::redeliver);
  }

  private Future<Buffer> list(ApiRequest request) {
    return bus.ask(new ListWebhooks(), request.call())
        .map(listed -> request.json(200, new ListPage<>(listed.endpoints(), null)));
  }

  private Future<Buffer> add(ApiRequest request) {
    var wanted = request.body(NewWebhook.class);
    var events = wanted.events() == null ? List.<String>of() : wanted.events();
    var asked = new AddWebhook(IDS.generate(), wanted.url(), events, wanted.description());
    return bus.ask(asked, request.call())
        .map(reply ->
            switch (reply) {
              case AddWebhook.Reply.Added(var endpoint, var secret) -> {
                request.header("Location", "/v1/admin/webhooks/" + endpoint.id());
                yield request.json(201, new WebhookWithSecret(endpoint, secret));
              }
              case AddWebhook.Reply.UrlRefused(var detail) ->
                  request.problem(
                      Problem.of(ErrorCode.URL_REFUSED, "the url may not be called: " + detail)
                          .saying("errors", List.of(new Problem.Fault("/url", detail))));
              case AddWebhook.Reply.TooMany many ->
                  request.conflict(
                      "there are %d endpoints, and may be no more"
                          .formatted(AddWebhook.ENDPOINTS_MAX));
              case AddWebhook.Reply.IdTaken taken -> request.conflict("try again");
              case AddWebhook.Reply.NoKey none -> request.conflict(NO_KEY);
            });
  }

  private Future<Buffer> read(ApiRequest request) {
    return bus.ask(new ReadWebhook(request.id()), request.call())
        .map(reply ->
            switch (reply) {
              case ReadWebhook.Reply.Found(var endpoint) -> request.json(200, endpoint);
              case ReadWebhook.Reply.Unknown unknown -> request.notFound();
            });
  }

  private Future<Buffer> change(ApiRequest request) {
    var change = request.body(WebhookChange.class);
    var description = change.description().isEmpty() ? null : change.description();
    var asked = new ChangeWebhook(request.id(), change.enabled(), change.events(), description);
    return bus.ask(asked, request.call())
        .map(reply ->
            switch (reply) {
              case ChangeWebhook.Reply.Changed(var endpoint) -> request.json(200, endpoint);
              case ChangeWebhook.Reply.Unknown unknown -> request.notFound();
            });
  }

  private Future<Buffer> remove(ApiRequest request) {
    return bus.ask(new RemoveWebhook(request.id()), request.call())
        .map(reply ->
            switch (reply) {
              case RemoveWebhook.Reply.Removed removed -> request.empty(204);
              case RemoveWebhook.Reply.Unknown unknown -> request.notFound();
            });
  }

  private Future<Buffer> rotate(ApiRequest request) {
    return bus.ask(new RotateWebhookSecret(request.id(), IDS.generate()), request.call())
        .map(reply ->
            switch (reply) {
              case RotateWebhookSecret.Reply.Rotated(var endpoint, var secret) ->
                  request.json(200, new WebhookWithSecret(endpoint, secret));
              case RotateWebhookSecret.Reply.Unknown unknown -> request.notFound();
              case RotateWebhookSecret.Reply.NoKey none -> request.conflict(NO_KEY);
            });
  }

  private Future<Buffer> test(ApiRequest request) {
    return bus.ask(new TestWebhook(request.id(), IDS.generate()), request.call())
        .map(reply ->
            switch (reply) {
              case TestWebhook.Reply.Waiting(var delivery) -> request.json(202, delivery);
              case TestWebhook.Reply.SwitchedOff off -> request.conflict(OFF);
              case TestWebhook.Reply.Unknown unknown -> request.notFound();
            });
  }

  private Future<Buffer> deliveries(ApiRequest request) {
    var question =
        new ListDeliveries(
            request.id(),
            request.constant("state", DeliveryState.class),
            request.beforeId(),
            request.number("limit"));
    return bus.ask(question, request.call())
        .map(reply ->
            switch (reply) {
              case ListDeliveries.Reply.Found(var deliveries, var more) ->
                  request.page(deliveries, more, WebhookDelivery::id);
              case ListDeliveries.Reply.Unknown unknown -> request.notFound();
            });
  }

  private Future<Buffer> redeliver(ApiRequest request) {
    var delivery = UUID.fromString(request.text("delivery"));
    return bus.ask(new RetryDelivery(request.id(), delivery), request.call())
        .map(reply ->
            switch (reply) {
              case RetryDelivery.Reply.Waiting(var waiting) -> request.json(202, waiting);
              case RetryDelivery.Reply.SwitchedOff off -> request.conflict(OFF);
              case RetryDelivery.Reply.Unknown unknown -> request.notFound();
            });
  }
}
