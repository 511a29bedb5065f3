package mercat.notifications;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import mercat.contracts.Event;
import mercat.contracts.accounts.AccountErased;
import mercat.contracts.accounts.AccountRegistered;
import mercat.contracts.accounts.PasswordResetRequested;
import mercat.contracts.accounts.RegisteredAgain;
import mercat.contracts.notifications.ListMails;
import mercat.contracts.notifications.ReadMail;
import mercat.contracts.notifications.RetryMail;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.OrderShipped;
import mercat.contracts.payments.PaymentRefunded;
import mercat.platform.BoundedContext;
import mercat.platform.ContextDefinition;

/** Notifications: writes to people about what has happened, and tells other systems. */
public final class NotificationsContext implements ContextDefinition {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  private static final Map<String, Set<Class<? extends Event>>> FOLLOWED =
      Map.of(
          "accounts",
          Set.of(
              AccountRegistered.class,
              RegisteredAgain.class,
              PasswordResetRequested.class,
              AccountErased.class),
          "orders",
          Set.of(
              OrderConfirmed.class, OrderRejected.class, OrderCancelled.class, OrderShipped.class),
          "payments",
          Set.of(PaymentRefunded.class));

  private final BiFunction<WriteMails, BoundedContext, Dialect<DueMail>> dialect;
  private final Webhooks webhooks;

  /** Notifications by SMTP and by HTTP. */
  public NotificationsContext() {
    this(NotificationsContext::smtp, Webhooks.overTheInternet());
  }

  /** Notifications whose webhooks go another way. */
  NotificationsContext(Webhooks webhooks) {
    this(NotificationsContext::smtp, webhooks);
  }

  /** Notifications in other dialects. */
  NotificationsContext(
      BiFunction<WriteMails, BoundedContext, Dialect<DueMail>> dialect, Webhooks webhooks) {
    this.dialect = dialect;
    this.webhooks = webhooks;
  }

  private static Dialect<DueMail> smtp(WriteMails writing, BoundedContext context) {
    var config = context.config(NotificationsConfig.class);
    var smtp = new SmtpDialect(context.vertx(), writing, config);
    context
        .telemetry()
        .metrics()
        .gauge("mercat.notifications.smtp.breaker", smtp, SmtpDialect::breakerState);
    return smtp;
  }

  @Override
  public String name() {
    return "notifications";
  }

  @Override
  public Class<? extends Record> config() {
    return NotificationsConfig.class;
  }

  @Override
  public void start(BoundedContext context) {
    var config = context.config(NotificationsConfig.class);
    var store = new MailStore(context.database());
    var metrics = new MailMetrics(context.telemetry().metrics(), store);
    var endpoints = new WebhookEndpointStore(context.database());
    var writing = new WriteMails(context.bus(), config, endpoints);
    Runnable wakeMails =
        config.sends() ? mails(context, store, writing, metrics) : NotificationsContext::keep;
    var wanting = webhooks.start(context, config, endpoints, store);

    var staff = new StaffMails(store, writing, config.sends());
    context.answer(ListMails.class, staff::list);
    context.answer(ReadMail.class, staff::read);
    context.serveEach(RetryMail.class, staff::retry);
    context.serveLog();
    FOLLOWED.forEach((source, events) ->
        context.follow(
            source,
            WantDeliveries.of(
                source,
                new WantMails(
                    events, store, config, context.clock(), context.traces(), metrics, wakeMails),
                wanting.apply(source))));
    context.every(LOOK_EVERY, "look at the mails that wait", metrics::look);
  }

  /** Does nothing more about a mail: staff reads it. */
  private static void keep() {}

  /** Starts the worker of mails; what wakes it. */
  private Runnable mails(
      BoundedContext context, MailStore store, WriteMails writing, MailMetrics metrics) {
    var config = context.config(NotificationsConfig.class);
    var deliveries = new MailDeliveries(store, dialect.apply(writing, context), config, metrics);
    var worker = new DeliveryWorker<>(context, deliveries, "Mails", config.smtpConnections());
    context.every(config.workEvery(), "deliver mails", worker::wake);
    return worker::wake;
  }
}
