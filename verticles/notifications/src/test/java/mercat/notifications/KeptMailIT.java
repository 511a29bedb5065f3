package mercat.notifications;

import static java.util.Objects.requireNonNull;
import static mercat.notifications.RunningNotifications.PRICE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.accounts.AccountErased;
import mercat.contracts.accounts.PasswordResetRequested;
import mercat.contracts.accounts.RegisteredAgain;
import mercat.contracts.log.ResetFollower;
import mercat.contracts.notifications.ListMails;
import mercat.contracts.notifications.Mail;
import mercat.contracts.notifications.MailKind;
import mercat.contracts.notifications.MailState;
import mercat.contracts.notifications.MailText;
import mercat.contracts.notifications.ReadMail;
import mercat.contracts.notifications.RetryMail;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.OrderShipped;
import mercat.contracts.payments.PaymentRefunded;
import mercat.platform.Actor;
import mercat.testkit.Fresh;
import mercat.testkit.TestDatabase;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is wanted, and what staff reads where nobody sends mails. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeptMailIT {

  private static final Money NOTHING = new Money(0, "GBP");

  private static final List<String> STANDINGS =
      List.of("sent", "waiting", "kept", "parked", "bounced");

  private static final Actor OPERATOR = new Actor("ops", Set.of("admin"));

  @AutoClose private final RunningNotifications shop = new RunningNotifications();

  @Test
  void oneIsWantedOfEachKindThatHappens() {
    var id = shop.placed("buyer@example.org");
    shop.orders.announces(
        new OrderConfirmed(id, PRICE), new OrderShipped(id), new OrderCancelled(id, PRICE));
    refund(id.value(), PRICE);
    refund(id.value(), NOTHING);
    var account = shop.registered("ada@example.org", "Ada", true, null);
    shop.accounts.announces(account, new RegisteredAgain(account));
    shop.accounts.announces(account, new PasswordResetRequested(account));
    shop.accounts.announces(account, new PasswordResetRequested(account));
    shop.awaitFollowed();
    assertThat(shop.standing(id.value()))
        .containsExactlyInAnyOrder(
            "order_confirmed kept",
            "order_shipped kept",
            "order_cancelled kept",
            "order_refunded kept");
    assertThat(shop.standing(account))
        .containsExactly(
            "welcome kept", "registered_again kept", "password_reset kept", "password_reset kept");
  }

  @Test
  void aRejectionIsMailedOnlyWhenNobodyWaitedForTheResponse() {
    var now = Fresh.orderId();
    var late = RunningNotifications.placedAgo(60);
    for (var id : List.of(now, late)) {
      shop.placed(id, "buyer@example.org", "payment_declined");
      shop.orders.announces(new OrderRejected(id, "payment_declined", Set.of()));
    }
    shop.awaitFollowed();
    assertThat(shop.standing(now.value())).isEmpty();
    assertThat(shop.standing(late.value())).containsExactly("order_rejected kept");
    assertThat(content(late.value()).text())
        .contains("M1001 could not be accepted", "payment was declined");
  }

  /** As after an operator's reset of the followers. */
  @Test
  void whatIsReadTwiceIsWantedOnce() {
    var id = shop.confirmed("buyer@example.org");
    var account = shop.registered("ada@example.org", "Ada", true, null);
    shop.accounts.announces(account, new PasswordResetRequested(account));
    refund(id.value(), PRICE);
    shop.awaitFollowed();
    var all = "select m::text from notifications.mail m order by id";
    var before = shop.database().rows(all);
    for (var source : List.of("accounts", "orders", "payments")) {
      var incarnation = shop.rows("select incarnation from %s.log_head", source).getFirst();
      var reset = new ResetFollower("notifications", source, 0, UUID.fromString(incarnation));
      assertThat(shop.askAs(OPERATOR, reset)).isInstanceOf(ResetFollower.Reply.Moved.class);
    }
    shop.awaitFollowed();
    shop.assertNothingParked("notifications");
    assertThat(shop.database().rows(all)).containsExactlyElementsOf(before);
  }

  @Test
  void isReadAsItWouldBeSentWithSecretLinksMasked() {
    var account = shop.registered("ada@example.org", "Ada", false, RunningNotifications.TOKEN);
    shop.awaitFollowed();
    var read = shop.read(account);
    assertThat(read.mail().kind()).isEqualTo(MailKind.WELCOME);
    assertThat(read.mail().state()).isEqualTo(MailState.KEPT);
    var content = content(account);
    assertThat(content.to()).isEqualTo("ada@example.org");
    assertThat(content.subject()).isEqualTo("Welcome to Müller & Co. Shop");
    assertThat(content.text()).contains("/verify-email#token=********");
    assertThat(content.html()).contains("/verify-email#token=********");
    assertThat(content.text() + content.html()).doesNotContain(RunningNotifications.TOKEN);
  }

  @Test
  void noTableHoldsWhoItIsFor() {
    var account =
        shop.registered("wilhelmina@example.org", "Wilhelmina", true, RunningNotifications.TOKEN);
    var order = shop.confirmed("wilhelmina@example.com");
    shop.awaitFollowed();
    assertThat(shop.read(account).text()).isNotNull();
    assertThat(shop.read(order.value()).text()).isNotNull();
    for (var personal : List.of("wilhelmina", "Wilhelmina", RunningNotifications.TOKEN)) {
      assertThat(shop.database().tablesHolding(personal)).isEmpty();
    }
  }

  @Test
  void isDroppedWithTheAccountThatItIsAbout() {
    var account = shop.registered("ada@example.org", "Ada", true, null);
    shop.awaitFollowed();
    shop.forget(account);
    shop.accounts.announces(account, new AccountErased(account));
    shop.awaitStanding(account, "welcome dropped erased");
    assertThat(shop.read(account).text()).isNull();
  }

  @Test
  void isDroppedHoweverItStandsUnlessItWasSent() {
    var account = shop.registered("ada@example.org", "Ada", true, null);
    var other = shop.registered("bob@example.org", "Bob", true, null);
    for (int i = 0; i < STANDINGS.size() - 1; i++) {
      shop.accounts.announces(account, new PasswordResetRequested(account));
    }
    shop.awaitFollowed();
    var ids = shop.mails(account).reversed();
    for (int i = 0; i < STANDINGS.size(); i++) {
      shop.change(
          """
          update notifications.mail
             set state = '%1$s', next_at = case when '%1$s' = 'waiting' then now() + interval '1 h' end
           where id = '%2$s'\
          """,
          STANDINGS.get(i), ids.get(i).id());
    }
    shop.accounts.announces(account, new AccountErased(account));
    shop.awaitFollowed();
    var dropped = "password_reset dropped erased";
    assertThat(shop.standing(account))
        .containsExactly("welcome sent", dropped, dropped, dropped, dropped);
    assertThat(shop.standing(other)).containsExactly("welcome kept");
  }

  @Test
  void saysNothingOfAnOrderWhoseBuyerIsForgotten() {
    var order = shop.confirmed("");
    shop.awaitFollowed();
    assertThat(shop.read(order.value()).text()).isNull();
  }

  @Test
  void isListedPageByPageTheLatestFirst() {
    var account = shop.registered("ada@example.org", "Ada", true, null);
    for (int i = 0; i < 4; i++) {
      shop.accounts.announces(account, new PasswordResetRequested(account));
    }
    shop.awaitFollowed();
    var all = shop.mails(account);
    assertThat(all).hasSize(5).last().extracting(Mail::kind).isEqualTo(MailKind.WELCOME);
    var paged = new ArrayList<Mail>();
    UUID before = null;
    boolean more = true;
    while (more) {
      var page = shop.ask(new ListMails(MailState.KEPT, account, before, 2));
      paged.addAll(page.mails());
      before = page.mails().getLast().id();
      more = page.more();
    }
    assertThat(paged).isEqualTo(all);
    assertThat(shop.ask(new ListMails(MailState.SENT, account, null, 10)).mails()).isEmpty();
  }

  @Test
  void isForSupportAlone() {
    var id = UUID.randomUUID();
    shop.assertOnlyFor("notifications:read", new ListMails(null, null, null, 10));
    shop.assertOnlyFor("notifications:read", new ReadMail(id));
    shop.assertOnlyFor("notifications:write", new RetryMail(id));
    assertThat(shop.ask(new ReadMail(id))).isEqualTo(new ReadMail.Reply.Unknown());
  }

  @Test
  void isNotTriedWhereNobodySends() {
    var account = shop.registered("ada@example.org", "Ada", true, null);
    shop.awaitFollowed();
    assertThat(shop.ask(new RetryMail(shop.mail(account).id())))
        .isEqualTo(new RetryMail.Reply.NoServer());
  }

  @Test
  void isNotSentWhenItHappenedLongAgo() {
    var settings = RunningNotifications.to(1, Map.of("notifications.send-within", "0s"));
    try (var late = new RunningNotifications(TestDatabase.fresh(), settings, null)) {
      var account = late.registered("ada@example.org", "Ada", true, null);
      late.awaitFollowed();
      assertThat(late.standing(account)).containsExactly("welcome kept");
    }
  }

  @Test
  void isClosedToTheRolesOfOtherSchemas() {
    shop.database().prepare(Set.of("stranger"));
    assertThat(
            TestDatabase.stateOf(
                shop.database().login("stranger"), "select from notifications.mail"))
        .isEqualTo(TestDatabase.PERMISSION_DENIED);
  }

  private void refund(UUID order, Money amount) {
    shop.payments.announces(
        new PaymentRefunded(new OrderId(order), UUID.randomUUID(), amount, amount, PRICE));
  }

  private MailText content(UUID subject) {
    return requireNonNull(shop.read(subject).text());
  }
}
