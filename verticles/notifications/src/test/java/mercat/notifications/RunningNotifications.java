package mercat.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import mercat.contracts.Message;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Request;
import mercat.contracts.Sku;
import mercat.contracts.accounts.AccountRegistered;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.Email;
import mercat.contracts.accounts.ReadRecipient;
import mercat.contracts.notifications.ListMails;
import mercat.contracts.notifications.Mail;
import mercat.contracts.notifications.ReadMail;
import mercat.contracts.orders.FulfilmentStatus;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderLine;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.OrderTotals;
import mercat.contracts.orders.PaymentStatus;
import mercat.contracts.orders.ReadOrder;
import mercat.platform.Actor;
import mercat.platform.BoundedContext;
import mercat.testkit.Fresh;
import mercat.testkit.LocalNode;
import mercat.testkit.StandIn;
import mercat.testkit.TestDatabase;
import org.jspecify.annotations.Nullable;

/** Notifications on a real server, beside stand-ins for those that it follows. */
class RunningNotifications extends LocalNode {
  static final Money PRICE = new Money(1_999, "GBP");
  static final String TOKEN = "a-secret.token";

  private static final Actor STAFF = new Actor("noor", Set.of("support"));
  private static final Map<String, String> QUICK =
      Map.ofEntries(
          Map.entry("notifications.shop-name", "Müller & Co. Shop"),
          Map.entry("notifications.sender", "shop@example.com"),
          Map.entry("notifications.smtp-tls", "off"),
          Map.entry("notifications.smtp-timeout", "20s"),
          Map.entry("notifications.smtp-rest", "200ms"),
          Map.entry("notifications.lease", "1m"),
          Map.entry("notifications.back-off", "100ms"),
          Map.entry("notifications.back-off-max", "200ms"),
          Map.entry("notifications.work-every", "50ms"));

  private final Map<UUID, ReadOrder.Reply> placed = new ConcurrentHashMap<>();
  private final Map<UUID, ReadRecipient.Reply> people = new ConcurrentHashMap<>();
  private final BoundedContext hosted;
  final StandIn orders = standIn("orders");
  final StandIn accounts = standIn("accounts");
  final StandIn payments = standIn("payments");

  /** Notifications that keep mails. */
  RunningNotifications() {
    this(TestDatabase.fresh(), Map.of(), null);
  }

  /** Notifications that send to this port of this machine. */
  RunningNotifications(int port, Map<String, String> settings) {
    this(TestDatabase.fresh(), to(port, settings), null);
  }

  /** Notifications in a dialect of the test's. */
  RunningNotifications(
      TestDatabase database,
      Map<String, String> settings,
      @Nullable BiFunction<WriteMails, BoundedContext, Dialect<DueMail>> dialect) {
    this(
        database,
        InstantSource.system(),
        settings,
        dialect == null
            ? new NotificationsContext()
            : new NotificationsContext(dialect, Webhooks.overTheInternet()));
  }

  /** Notifications as the test has them, by its clock. */
  RunningNotifications(
      TestDatabase database,
      InstantSource clock,
      Map<String, String> settings,
      NotificationsContext context) {
    super(database, clock, settings(QUICK, settings));
    orders.repliesBy(
        ReadOrder.class,
        asked -> placed.getOrDefault(asked.orderId().value(), new ReadOrder.Reply.Unknown()));
    accounts.repliesBy(
        ReadRecipient.class,
        asked -> people.getOrDefault(asked.accountId(), new ReadRecipient.Reply.Unknown()));
    this.hosted = host(context);
  }

  static Map<String, String> to(int port, Map<String, String> settings) {
    var server =
        Map.of(
            "notifications.smtp-host",
            "127.0.0.1",
            "notifications.smtp-port",
            String.valueOf(port));
    return settings(settings, server);
  }

  /** Asks as support does. */
  @Override
  public <R extends Message> Future<R> asking(Request<R> request) {
    return askingAs(STAFF, request);
  }

  /** What notifications stands on. */
  BoundedContext hosted() {
    return hosted;
  }

  /** An order id that tells of a moment that long ago. */
  static OrderId placedAgo(long seconds) {
    var now = Fresh.orderId().value();
    long ms = (now.getMostSignificantBits() >>> 16) - seconds * 1_000;
    return new OrderId(
        new UUID(
            (ms << 16) | (now.getMostSignificantBits() & 0xffff), now.getLeastSignificantBits()));
  }

  OrderId placed(String email) {
    return placed(
        Fresh.orderId(), email, null, new OrderLine(new Sku("CUP"), "Cup", 1, PRICE, PRICE));
  }

  @CanIgnoreReturnValue
  OrderId placed(OrderId id, String email, @Nullable String reason, OrderLine... lines) {
    var nothing = new Money(0, PRICE.currency());
    var order =
        new Order(
            id,
            "M1001",
            OrderStatus.CONFIRMED,
            List.of(lines),
            new OrderTotals(PRICE, nothing, nothing, nothing, PRICE),
            PaymentStatus.CAPTURED,
            FulfilmentStatus.NONE,
            Instant.EPOCH,
            Instant.EPOCH);
    placed.put(id.value(), new ReadOrder.Reply.Found(order, email, null, reason));
    return id;
  }

  /** A confirmed order of a buyer. */
  @CanIgnoreReturnValue
  OrderId confirmed(String email) {
    var id = placed(email);
    orders.announces(new OrderConfirmed(id, PRICE));
    return id;
  }

  /** Somebody who has just registered. */
  @CanIgnoreReturnValue
  UUID registered(String email, String name, boolean isVerified, @Nullable String token) {
    var id = UUID.randomUUID();
    people.put(
        id,
        new ReadRecipient.Reply.Found(
            new Email(email), name, isVerified, token == null ? null : new Credential(token)));
    accounts.announces(id, new AccountRegistered(id));
    return id;
  }

  void forget(UUID account) {
    people.remove(account);
  }

  List<Mail> mails(UUID subject) {
    return ask(new ListMails(null, subject, null, 100)).mails();
  }

  Mail mail(UUID subject) {
    return mails(subject).getFirst();
  }

  ReadMail.Reply.Found read(UUID subject) {
    return (ReadMail.Reply.Found) ask(new ReadMail(mail(subject).id()));
  }

  /** How the mails about somebody or something stand: each kind, state and reason. */
  List<String> standing(UUID subject) {
    return rows(
        """
        select kind || ' ' || state || case when reason = '' then '' else ' ' || reason end
          from notifications.mail where subject = '%s' order by id\
        """,
        subject);
  }

  void awaitStanding(UUID subject, String... standing) {
    eventually(() -> assertThat(standing(subject)).containsExactly(standing));
  }

  /** Waits until notifications has applied everything. */
  void awaitFollowed() {
    for (var source : List.of("accounts", "orders", "payments")) {
      awaitFollowed("notifications", source);
    }
  }
}
