package mercat.notifications;

import static java.util.Objects.requireNonNull;
import static mercat.platform.Await.await;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.accounts.Credential;
import mercat.contracts.notifications.AddWebhook;
import mercat.contracts.notifications.ChangeWebhook;
import mercat.contracts.notifications.ListDeliveries;
import mercat.contracts.notifications.ListWebhooks;
import mercat.contracts.notifications.ReadWebhook;
import mercat.contracts.notifications.RemoveWebhook;
import mercat.contracts.notifications.RetryDelivery;
import mercat.contracts.notifications.RotateWebhookSecret;
import mercat.contracts.notifications.TestWebhook;
import mercat.contracts.notifications.WebhookEndpoint;
import mercat.contracts.notifications.WebhookEvents;
import mercat.notifications.WantWebhooks.WebhookBody;
import mercat.notifications.WebhookTargets.Checked;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.HookKeys;
import mercat.platform.bus.Json;
import mercat.platform.config.KeyFile;
import mercat.platform.config.SettingsException;
import mercat.platform.database.Tx;
import mercat.platform.log.StaffActions;
import mercat.platform.mailbox.EachHandler;
import mercat.platform.mailbox.Mailbox;
import org.jspecify.annotations.Nullable;

/** Endpoints of webhooks and what they are told, as staff keeps and sees them. */
final class StaffWebhooks {
  private static final String READ = "webhooks:read";
  private static final String WRITE = "webhooks:write";

  /** How long the secret before the last rotation signs as well. */
  private static final Duration OVERLAP = Duration.ofDays(1);

  private final WebhookEndpointStore endpoints;
  private final WebhookDeliveryStore deliveries;
  private final WebhookTargets targets;
  private final @Nullable KeyFile key;
  private final InstantSource clock;
  private final Runnable wake;
  private final Mailbox<AddWebhook, AddWebhook.Reply> adding;

  StaffWebhooks(
      BoundedContext context,
      WebhookEndpointStore endpoints,
      WebhookDeliveryStore deliveries,
      WebhookTargets targets,
      @Nullable KeyFile key,
      Runnable wake) {
    this.endpoints = endpoints;
    this.deliveries = deliveries;
    this.targets = targets;
    this.key = key;
    this.clock = context.clock();
    this.wake = wake;
    this.adding = context.mailboxOfEach("AddWebhook", this::addTo);
  }

  void serve(BoundedContext context) {
    context.answer(ListWebhooks.class, this::list);
    context.answer(ReadWebhook.class, this::read);
    context.answer(AddWebhook.class, this::add);
    serveAndWake(context, ChangeWebhook.class, this::change);
    context.serveEach(RemoveWebhook.class, this::remove);
    context.serveEach(RotateWebhookSecret.class, this::rotate);
    serveAndWake(context, TestWebhook.class, this::test);
    context.answer(ListDeliveries.class, this::deliveries);
    serveAndWake(context, RetryDelivery.class, this::redeliver);
  }

  /** The worker finds what is due only once it is committed. */
  private <Q extends Request<R>, R extends Message> void serveAndWake(
      BoundedContext context, Class<Q> type, EachHandler<Q, R> handler) {
    var mailbox = context.mailboxOfEach(type.getSimpleName(), handler);
    context.answer(
        type,
        (request, call) -> {
          var reply = await(mailbox.submit(request, call));
          wake.run();
          return reply;
        });
  }

  private ListWebhooks.Listed list(ListWebhooks request, Call call) {
    call.actor().requireScope(READ);
    return new ListWebhooks.Listed(endpoints.list());
  }

  private ReadWebhook.Reply read(ReadWebhook request, Call call) {
    call.actor().requireScope(READ);
    return endpoints
        .read(request.endpointId())
        .<ReadWebhook.Reply>map(ReadWebhook.Reply.Found::new)
        .orElseGet(ReadWebhook.Reply.Unknown::new);
  }

  /** What its name leads to is asked before the transaction. */
  private AddWebhook.Reply add(AddWebhook request, Call call) {
    call.actor().requireScope(WRITE);
    if (key == null) {
      return new AddWebhook.Reply.NoKey();
    }
    return switch (targets.check(request.url())) {
      case Checked.Refused(var reason, var detail) -> new AddWebhook.Reply.UrlRefused(detail);
      case Checked.Unresolved() ->
          new AddWebhook.Reply.UrlRefused("nobody knows the host of that name");
      case Checked.Permitted permitted -> await(adding.submit(request, call));
    };
  }

  private AddWebhook.Reply addTo(Tx tx, AddWebhook request, Call call) {
    var id = request.endpointId();
    long others = endpoints.count(tx);
    var known = endpoints.find(tx, id);
    if (known.isPresent()) {
      return isRepeat(known.get(), request)
          ? new AddWebhook.Reply.Added(
              known.get(), shown(endpoints.secret(tx, id).secret().getBytes()))
          : new AddWebhook.Reply.IdTaken();
    }
    if (others >= AddWebhook.ENDPOINTS_MAX) {
      return new AddWebhook.Reply.TooMany();
    }
    var secret = HookKeys.freshSecret();
    if (!endpoints.add(tx, request, sealed(secret))) {
      return new AddWebhook.Reply.IdTaken();
    }
    var added = endpoints.find(tx, id).orElseThrow();
    note(tx, call, "addWebhook", id, Map.of(), told(added));
    return new AddWebhook.Reply.Added(added, credential(secret));
  }

  private static boolean isRepeat(WebhookEndpoint known, AddWebhook request) {
    return known.url().equals(request.url()) && known.events().equals(request.events());
  }

  private ChangeWebhook.Reply change(Tx tx, ChangeWebhook request, Call call) {
    call.actor().requireScope(WRITE);
    var id = request.endpointId();
    var before = endpoints.lock(tx, id);
    if (before.isEmpty()) {
      return new ChangeWebhook.Reply.Unknown();
    }
    endpoints.change(tx, request);
    var after = endpoints.find(tx, id).orElseThrow();
    if (!after.equals(before.get())) {
      note(tx, call, "changeWebhook", id, told(before.get()), told(after));
    }
    if (after.enabled() && !before.get().enabled()) {
      deliveries.hurry(tx, id, clock.instant());
    }
    return new ChangeWebhook.Reply.Changed(after);
  }

  private RemoveWebhook.Reply remove(Tx tx, RemoveWebhook request, Call call) {
    call.actor().requireScope(WRITE);
    var id = request.endpointId();
    var before = endpoints.lock(tx, id);
    if (before.isPresent() && endpoints.remove(tx, id)) {
      note(tx, call, "removeWebhook", id, told(before.get()), Map.of());
      return new RemoveWebhook.Reply.Removed();
    }
    return endpoints.isRemoved(tx, id)
        ? new RemoveWebhook.Reply.Removed()
        : new RemoveWebhook.Reply.Unknown();
  }

  private RotateWebhookSecret.Reply rotate(Tx tx, RotateWebhookSecret request, Call call) {
    call.actor().requireScope(WRITE);
    if (key == null) {
      return new RotateWebhookSecret.Reply.NoKey();
    }
    var id = request.endpointId();
    if (endpoints.lock(tx, id).isEmpty()) {
      return new RotateWebhookSecret.Reply.Unknown();
    }
    var stored = endpoints.secret(tx, id);
    if (request.rotationId().equals(stored.rotation())) {
      return new RotateWebhookSecret.Reply.Rotated(
          endpoints.find(tx, id).orElseThrow(), shown(stored.secret().getBytes()));
    }
    var secret = HookKeys.freshSecret();
    var until = clock.instant().plus(OVERLAP);
    endpoints.rotate(tx, id, sealed(secret), until, request.rotationId());
    note(
        tx,
        call,
        "rotateWebhookSecret",
        id,
        Map.of(),
        Map.of("formerSecretUntil", until.toString()));
    return new RotateWebhookSecret.Reply.Rotated(
        endpoints.find(tx, id).orElseThrow(), credential(secret));
  }

  private TestWebhook.Reply test(Tx tx, TestWebhook request, Call call) {
    call.actor().requireScope(WRITE);
    var id = request.endpointId();
    var endpoint = endpoints.find(tx, id);
    if (endpoint.isEmpty()) {
      return new TestWebhook.Reply.Unknown();
    }
    if (!endpoint.get().enabled()) {
      return new TestWebhook.Reply.SwitchedOff();
    }
    var delivery = request.deliveryId();
    var now = clock.instant();
    var data = new LinkedHashMap<String, Object>();
    data.put("endpointId", id);
    var body = Json.write(new WebhookBody(delivery, WebhookEvents.TEST, now, data));
    if (deliveries.test(tx, id, delivery, WebhookEvents.TEST, body, now)) {
      note(tx, call, "testWebhook", id, Map.of(), Map.of("delivery", delivery.toString()));
    }
    return new TestWebhook.Reply.Waiting(deliveries.find(tx, id, delivery).orElseThrow());
  }

  private ListDeliveries.Reply deliveries(ListDeliveries request, Call call) {
    call.actor().requireScope(READ);
    return endpoints.read(request.endpointId()).isEmpty()
        ? new ListDeliveries.Reply.Unknown()
        : deliveries.list(request);
  }

  private RetryDelivery.Reply redeliver(Tx tx, RetryDelivery request, Call call) {
    call.actor().requireScope(WRITE);
    var id = request.endpointId();
    var endpoint = endpoints.find(tx, id);
    if (endpoint.isEmpty() || deliveries.find(tx, id, request.deliveryId()).isEmpty()) {
      return new RetryDelivery.Reply.Unknown();
    }
    if (!endpoint.get().enabled()) {
      return new RetryDelivery.Reply.SwitchedOff();
    }
    if (deliveries.retry(tx, id, request.deliveryId(), clock.instant())) {
      var what = Map.of("delivery", request.deliveryId().toString());
      note(tx, call, "redeliverWebhook", id, Map.of(), what);
    }
    return new RetryDelivery.Reply.Waiting(
        deliveries.find(tx, id, request.deliveryId()).orElseThrow());
  }

  private byte[] sealed(byte[] secret) {
    return requireNonNull(key).seal(secret, WebhookDialect.SEAL);
  }

  /**
   * A secret that is kept.
   *
   * @throws SettingsException when another key sealed it
   */
  private Credential shown(byte[] sealed) {
    return requireNonNull(key)
        .openAs(sealed, WebhookDialect.SEAL)
        .map(StaffWebhooks::credential)
        .orElseThrow(() ->
            new SettingsException(
                "notifications.key-file: another key sealed the secrets of webhooks"));
  }

  /** A secret as receivers keep it. */
  private static Credential credential(byte[] secret) {
    return new Credential(HookKeys.text(secret));
  }

  /** A path or a query may hold a secret of the other system. */
  private static Map<String, String> told(WebhookEndpoint endpoint) {
    return Map.of(
        "host", URI.create(endpoint.url()).getHost(),
        "events", String.join(" ", endpoint.events()),
        "enabled", String.valueOf(endpoint.enabled()));
  }

  private static void note(
      Tx tx,
      Call call,
      String operation,
      UUID id,
      Map<String, String> before,
      Map<String, String> after) {
    StaffActions.note(tx, call, id, operation, "webhook:" + id, before, after);
  }
}
