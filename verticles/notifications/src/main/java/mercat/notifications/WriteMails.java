package mercat.notifications;

import static mercat.platform.Await.await;

import java.time.Duration;
import java.util.Set;
import mercat.contracts.OrderId;
import mercat.contracts.accounts.ReadRecipient;
import mercat.contracts.accounts.SecretLinks.Purpose;
import mercat.contracts.notifications.MailKind;
import mercat.contracts.notifications.MailText;
import mercat.contracts.orders.ReadOrder;
import mercat.platform.Actor;
import mercat.platform.Call;
import mercat.platform.bus.Bus;

/**
 * Writes mails: asks the context that a mail is about for what it is to say, and lays it out. So a
 * mail says what is so now, and nobody who was erased meanwhile is written to.
 */
final class WriteMails {
  /** What stands in a secret link's place for staff. */
  static final String MASK = "********";

  private static final String CONTEXT = "notifications";
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Actor READER = new Actor("notifications", Set.of("orders:read"));
  private static final Written ERASED = new Written.Needless("erased");

  private final Bus bus;
  private final WebhookEndpointStore endpoints;
  private final String staff;
  private final MailContents contents;
  private final MailTemplates templates = new MailTemplates();

  WriteMails(Bus bus, NotificationsConfig config, WebhookEndpointStore endpoints) {
    this.bus = bus;
    this.endpoints = endpoints;
    this.staff = config.staffAddress();
    this.contents = new MailContents(config);
  }

  /**
   * Writes one, secret links and all.
   *
   * @throws mercat.platform.Failure when who knows what it is to say does not answer
   */
  Written write(DueMail mail, String trace) {
    return write(mail, Call.bySystem(CONTEXT, PATIENCE, trace), false);
  }

  /** The same with secret links masked, for somebody who asks. */
  Written writeMasked(DueMail mail, Call call) {
    return write(mail, call.passedOnBy(CONTEXT, PATIENCE), true);
  }

  private Written write(DueMail mail, Call call, boolean isMasked) {
    return switch (mail.kind()) {
      case WELCOME -> ofAccount(mail, Purpose.VERIFY_EMAIL, call, isMasked);
      case REGISTERED_AGAIN, PASSWORD_RESET ->
          ofAccount(mail, Purpose.RESET_PASSWORD, call, isMasked);
      case ORDER_CONFIRMED, ORDER_REJECTED, ORDER_CANCELLED, ORDER_SHIPPED, ORDER_REFUNDED ->
          ofOrder(mail, call);
      case WEBHOOK_SWITCHED_OFF -> ofWebhook(mail);
    };
  }

  private Written ofWebhook(DueMail mail) {
    return staff.isEmpty()
        ? new Written.Needless("nobody")
        : endpoints
            .read(mail.subject())
            .<Written>map(endpoint -> laidOut(staff, contents.ofWebhook(endpoint)))
            .orElseGet(() -> new Written.Needless("unknown"));
  }

  private Written ofAccount(DueMail mail, Purpose purpose, Call call, boolean isMasked) {
    var asked = new ReadRecipient(mail.subject(), purpose);
    return switch (await(bus.ask(asked, as(Actor.SYSTEM, call)))) {
      case ReadRecipient.Reply.Unknown gone -> ERASED;
      case ReadRecipient.Reply.Found found -> {
        var token = found.token();
        if (token == null && mail.kind() == MailKind.PASSWORD_RESET) {
          yield new Written.Needless("link_gone");
        }
        var shown = token == null ? null : isMasked ? MASK : token.value();
        yield laidOut(found.email().value(), contents.ofAccount(mail.kind(), found, shown));
      }
    };
  }

  private Written ofOrder(DueMail mail, Call call) {
    var asked = new ReadOrder(new OrderId(mail.subject()));
    return switch (await(bus.ask(asked, as(READER, call)))) {
      case ReadOrder.Reply.Unknown gone -> new Written.Needless("unknown");
      case ReadOrder.Reply.Found found ->
          found.email().isEmpty()
              ? ERASED
              : laidOut(found.email(), contents.ofOrder(mail.kind(), found, mail.refunded()));
    };
  }

  private Written laidOut(String to, MailContent content) {
    return new Written.Ready(
        new MailText(to, content.title(), templates.text(content), templates.html(content)));
  }

  /** What Mercat reads to write a mail is its own affair, whoever has it written. */
  private static Call as(Actor actor, Call call) {
    return new Call(call.deadline(), actor, call.trace(), CONTEXT);
  }
}
