package mercat.notifications;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import mercat.contracts.notifications.DeliveryParked;
import mercat.contracts.notifications.DeliveryState;
import mercat.contracts.notifications.MailKind;
import mercat.contracts.notifications.MailState;
import mercat.contracts.notifications.WebhookDelivered;
import mercat.contracts.notifications.WebhookSwitchedOff;
import mercat.notifications.MailStore.IdentifiedMail;
import mercat.notifications.WebhookDeliveryStore.DeliveryKey;
import mercat.notifications.WebhookDeliveryStore.NotedWebhook;
import mercat.notifications.WebhookEndpointStore.Health;
import mercat.notifications.WebhookEndpointStore.SwitchedOffEndpoint;
import mercat.notifications.domain.Outcome;
import mercat.notifications.domain.WantedMail;
import mercat.notifications.domain.WebhookRetryRule;
import mercat.notifications.domain.WebhookRetryRule.DeliveryStanding;
import mercat.platform.Call;
import mercat.platform.EnumText;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.telemetry.Trace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Webhooks, as the worker delivers them. */
record WebhookDeliveries(
    WebhookEndpointStore endpoints,
    WebhookDeliveryStore store,
    MailStore mails,
    Dialect<DueWebhook> dialect,
    EndpointBreakers breakers,
    NotificationsConfig config,
    InstantSource clock,
    WebhookMetrics metrics)
    implements Deliveries<DueWebhook> {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookDeliveries.class);
  private static final NoArgGenerator MAIL_IDS = Generators.timeBasedEpochGenerator();

  /** Longer than an attempt and the note of it take. */
  private static final Duration LEASE = Duration.ofMinutes(1);

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public List<DueWebhook> take(Tx tx, int most) {
    return store.take(tx, clock.instant(), LEASE, breakers.rooms(), EndpointBreakers.SHARE, most);
  }

  /** Whoever ends may leave room for the next of its endpoint. */
  @Override
  public boolean isMoreDue(List<DueWebhook> taken, int most) {
    return !taken.isEmpty() || breakers.isAnyUnderWay();
  }

  @Override
  public void begins(DueWebhook due) {
    breakers.begins(due.endpoint());
  }

  @Override
  public void ends(DueWebhook due) {
    breakers.ends(due.endpoint());
  }

  @Override
  public List<Boolean> note(Tx tx, List<Asked<Attempted<DueWebhook>>> batch) {
    var now = clock.instant();
    var requests = Asked.requests(batch);
    var switchedOff = endpoints.note(tx, health(requests), now, config.webhooksOffAfter());
    var noted =
        requests.stream()
            .map(
                it -> new NotedWebhook(it.due(), standing(it), WebhookDialect.status(it.outcome())))
            .toList();
    var counted = store.note(tx, noted, now);
    for (var asked : batch) {
      if (counted.contains(DeliveryKey.of(asked.request().due()))) {
        tell(tx, asked.call(), asked.request());
      }
    }
    for (var endpoint : switchedOff) {
      tell(tx, batch, endpoint);
    }
    return batch.stream()
        .map(asked -> counted.contains(DeliveryKey.of(asked.request().due())))
        .toList();
  }

  /** An endpoint that took one thing is not failing. */
  private static List<Health> health(List<Attempted<DueWebhook>> attempts) {
    var health = new HashMap<UUID, Health>();
    for (var attempt : attempts) {
      var endpoint = attempt.due().endpoint();
      boolean isDelivered = attempt.outcome().result() == Outcome.Result.DELIVERED;
      boolean isGone = WebhookDialect.isGone(attempt.outcome());
      health.merge(
          endpoint,
          new Health(endpoint, !isDelivered, isGone),
          (one, other) ->
              new Health(endpoint, one.failed() && other.failed(), one.gone() || other.gone()));
    }
    return List.copyOf(health.values());
  }

  private static void tell(Tx tx, Call call, Attempted<DueWebhook> attempted) {
    var due = attempted.due();
    var standing = standing(attempted);
    switch (standing.state()) {
      case DELIVERED ->
          tx.append(
              call,
              due.subject(),
              new WebhookDelivered(due.endpoint(), due.id(), due.type(), due.subject()));
      case PARKED ->
          tx.append(
              call,
              due.subject(),
              new DeliveryParked(
                  due.endpoint(), due.id(), due.type(), due.subject(), standing.reason()));
      case WAITING -> {}
    }
  }

  /** With a mail to the staff, one for each time that it happens. */
  private void tell(Tx tx, List<Asked<Attempted<DueWebhook>>> batch, SwitchedOffEndpoint endpoint) {
    var cause =
        batch.stream()
            .filter(asked -> asked.request().due().endpoint().equals(endpoint.id()))
            .findFirst()
            .orElseThrow();
    tx.append(
        cause.call(), endpoint.id(), new WebhookSwitchedOff(endpoint.id(), endpoint.reason()));
    if (!config.staffAddress().isEmpty()) {
      var mail =
          new WantedMail(
              MailKind.WEBHOOK_SWITCHED_OFF,
              endpoint.id(),
              MAIL_IDS.generate(),
              0,
              "",
              cause.request().due().trace(),
              clock.instant());
      mails.want(
          tx,
          List.of(new IdentifiedMail(MAIL_IDS.generate(), mail)),
          config.sends() ? MailState.WAITING : MailState.KEPT,
          clock.instant().minus(config.sendWithin()));
    }
    metrics.switchedOff();
    LOG.atError()
        .addKeyValue("endpoint", endpoint.id())
        .addKeyValue("reason", endpoint.reason())
        .log("an endpoint of webhooks is switched off");
  }

  @Override
  public void noted(Attempted<DueWebhook> attempted, String trace) {
    var standing = standing(attempted);
    metrics.ended(standing.state());
    if (standing.state() != DeliveryState.DELIVERED) {
      Trace.on(LOG.atWarn(), trace)
          .addKeyValue("webhook", attempted.due().id())
          .addKeyValue("endpoint", attempted.due().endpoint())
          .addKeyValue("attempts", standing.attempts())
          .addKeyValue("reason", standing.reason())
          .addKeyValue("state", EnumText.of(standing.state()))
          .log("a webhook is not delivered");
    }
  }

  private static DeliveryStanding standing(Attempted<DueWebhook> attempted) {
    return WebhookRetryRule.after(
        attempted.due().attempts(), attempted.outcome(), ThreadLocalRandom.current().nextDouble());
  }
}
