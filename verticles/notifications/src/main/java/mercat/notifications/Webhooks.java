package mercat.notifications;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import mercat.platform.BoundedContext;

/**
 * Tells other systems of events: how they are reached, and how all that starts.
 *
 * @param names what stands for the name server
 * @param options of connections
 * @param between given the dialect, makes the one that is used
 */
record Webhooks(
    Function<Vertx, HostAddresses> names,
    Supplier<HttpClientOptions> options,
    UnaryOperator<Dialect<DueWebhook>> between) {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
  private static final Duration FORGET_EVERY = Duration.ofMinutes(1);

  static Webhooks overTheInternet() {
    return new Webhooks(DnsAddresses::new, HttpClientOptions::new, UnaryOperator.identity());
  }

  /** Starts all of it; what learns from a context's log which webhooks are wanted. */
  Function<String, WantWebhooks> start(
      BoundedContext context,
      NotificationsConfig config,
      WebhookEndpointStore endpoints,
      MailStore mails) {
    var vertx = context.vertx();
    var clock = context.clock();
    var key = config.key();
    var store = new WebhookDeliveryStore(context.database());
    var breakers = new EndpointBreakers(vertx, WebhookDialect.longest().toMillis());
    var metrics = new WebhookMetrics(context.telemetry().metrics(), store, breakers, clock);
    var targets = new WebhookTargets(names.apply(vertx), config.webhooksAllow());
    var dialect =
        between.apply(new WebhookDialect(vertx, options.get(), targets, breakers, key, clock));
    var deliveries =
        new WebhookDeliveries(endpoints, store, mails, dialect, breakers, config, clock, metrics);
    var worker = new DeliveryWorker<>(context, deliveries, "Webhooks", EndpointBreakers.ALL);
    new StaffWebhooks(context, endpoints, store, targets, key, worker::wake).serve(context);
    context.every(
        config.workEvery(),
        "deliver webhooks",
        () -> {
          if (metrics.isAnyWaiting()) {
            worker.wake();
          }
        });
    context.every(LOOK_EVERY, "look at the webhooks that wait", metrics::look);
    context.every(
        FORGET_EVERY,
        "forget old webhooks",
        () -> store.forget(clock.instant().minus(config.webhooksKeep())));
    return source ->
        new WantWebhooks(source, store, config.webhooksKeep(), context, metrics, worker::wake);
  }
}
