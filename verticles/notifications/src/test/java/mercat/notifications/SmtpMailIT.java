package mercat.notifications;

import static java.util.Objects.requireNonNull;
import static mercat.notifications.RunningNotifications.PRICE;
import static mercat.notifications.RunningNotifications.TOKEN;
import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.accounts.PasswordResetRequested;
import mercat.contracts.accounts.RegisteredAgain;
import mercat.contracts.notifications.MailKind;
import mercat.contracts.notifications.MailSent;
import mercat.contracts.notifications.RetryMail;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderLine;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.OrderShipped;
import mercat.contracts.payments.PaymentRefunded;
import mercat.notifications.MailServer.Arrived;
import mercat.testkit.Fresh;
import mercat.testkit.Loopback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mails on their way to a real mail server. */
class SmtpMailIT {

  private static final Map<String, List<String>> WORDS =
      Map.of(
          "en",
          List.of(
              "Welcome to Müller & Co. Shop|The link works for seven days|#token=" + TOKEN,
              "You already have an account at Müller & Co. Shop|has an account already|#token="
                  + TOKEN,
              "A new password for Müller & Co. Shop|Hello Ada,|#token=" + TOKEN,
              "Your order M1001 at Müller & Co. Shop|Thank you|1 x Cup (CUP)  £19.99|Total: £19.99",
              "Your order M1001 at Müller & Co. Shop is on its way|has left our house",
              "Your order M1001 at Müller & Co. Shop is cancelled|on its way back to you",
              "A refund for your order M1001 at Müller & Co. Shop|We have returned £5.00 to you",
              "Your order M1001 at Müller & Co. Shop was not accepted|was not completed in time"),
          "de",
          List.of(
              "Willkommen bei Müller & Co. Shop|Der Link gilt sieben Tage|#token=" + TOKEN,
              "Sie haben bereits ein Konto bei Müller & Co. Shop|bereits ein Konto|#token=" + TOKEN,
              "Ein neues Passwort für Müller & Co. Shop|Hallo Ada,|#token=" + TOKEN,
              "Ihre Bestellung M1001 bei Müller & Co. Shop|Vielen Dank|1 x Cup (CUP) "
                  + " 19,99\u00a0£|Summe: 19,99\u00a0£",
              "Ihre Bestellung M1001 bei Müller & Co. Shop ist unterwegs|unser Haus verlassen",
              "Ihre Bestellung M1001 bei Müller & Co. Shop ist storniert|auf dem Weg zu Ihnen"
                  + " zurück",
              "Eine Erstattung zu Ihrer Bestellung M1001 bei Müller & Co. Shop|5,00\u00a0£"
                  + " erstattet",
              "Ihre Bestellung M1001 bei Müller & Co. Shop wurde nicht angenommen|nicht rechtzeitig"
                  + " abgeschlossen"));

  private final int port = Loopback.freePort();

  @ParameterizedTest
  @ValueSource(strings = {"en", "de"})
  void oneOfEachKindArrivesInTheLanguageOfTheShop(String language) {
    try (var server = new MailServer(port);
        var shop = new RunningNotifications(port, Map.of("notifications.language", language))) {
      var stranger = shop.registered("eve@example.org", "Eve", false, TOKEN);
      var account = shop.registered("ada@example.org", "Ada", true, TOKEN);
      shop.accounts.announces(stranger, new RegisteredAgain(stranger));
      shop.accounts.announces(account, new PasswordResetRequested(account));
      var id = shop.placed("buyer@example.org");
      var late = RunningNotifications.placedAgo(60);
      shop.placed(late, "buyer@example.org", "payment_unresolved");
      shop.orders.announces(
          new OrderConfirmed(id, PRICE),
          new OrderShipped(id),
          new OrderCancelled(id, PRICE),
          new OrderRejected(late, "payment_unresolved", Set.of()));
      var five = new Money(500, "GBP");
      shop.payments.announces(new PaymentRefunded(id, UUID.randomUUID(), five, five, PRICE));
      eventually(() -> assertThat(server.arrived()).hasSize(9));
      shop.awaitFollowed();
      var expected = new ArrayList<>(requireNonNull(WORDS.get(language)));
      expected.add(expected.getFirst().split("\\|", -1)[0] + "|Ada");
      for (var words : expected) {
        var parts = words.split("\\|", -1);
        assertThat(server.arrived())
            .filteredOn(mail -> mail.subject().equals(parts[0]))
            .as(words)
            .anySatisfy(mail -> {
              assertThat(mail.text()).contains(List.of(parts).subList(1, parts.length));
              assertThat(mail.html()).contains("lang=\"" + language + "\"");
              assertThat(mail.from()).isEqualTo("shop@example.com");
              assertThat(mail.fromName()).isEqualTo("Müller & Co. Shop");
            });
      }
      assertThat(server.arrived()).extracting(Arrived::messageId).doesNotHaveDuplicates();
    }
  }

  @Test
  void isToldInTheLogOnceItIsSentAndKeepsNothingPersonal() {
    try (var server = new MailServer(port);
        var shop = new RunningNotifications(port, Map.of())) {
      var order = shop.confirmed("wilhelmina@example.org").value();
      shop.awaitStanding(order, "order_confirmed sent");
      var mail = shop.mail(order);
      assertThat(mail.attempts()).isEqualTo(1);
      assertThat(mail.endedAt()).isNotNull();
      assertThat(shop.announced("notifications", order))
          .containsExactly(new MailSent(mail.id(), MailKind.ORDER_CONFIRMED, order));
      var arrived = server.arrived().getFirst();
      assertThat(arrived.messageId()).isEqualTo("<" + mail.id() + "@example.com>");
      assertThat(arrived.to()).isEqualTo("wilhelmina@example.org");
      assertThat(arrived.headers()).contains("Auto-Submitted: auto-generated");
      assertThat(shop.database().tablesHolding("wilhelmina")).isEmpty();
      assertThat(shop.ask(new RetryMail(mail.id()))).isEqualTo(new RetryMail.Reply.Over(mail));
    }
  }

  /** Registrations and orders are the others' business: nobody but the mails waits. */
  @Test
  void waitsForAServerThatIsAwayAndArrivesOnce() {
    try (var shop = new RunningNotifications(port, Map.of("notifications.attempts-max", "1"))) {
      var orders = new ArrayList<UUID>();
      for (int i = 0; i < 20; i++) {
        orders.add(shop.confirmed("buyer" + i + "@example.org").value());
      }
      shop.awaitFollowed();
      eventually(() ->
          assertThat(shop.standing(orders.getFirst()))
              .containsExactly("order_confirmed waiting server_away"));
      try (var server = new MailServer(port)) {
        for (var order : orders) {
          shop.awaitStanding(order, "order_confirmed sent");
        }
        assertThat(server.arrived()).hasSize(20).extracting(Arrived::to).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void namesAreTextInBothPartsAndEndNoLine() {
    try (var server = new MailServer(port);
        var shop = new RunningNotifications(port, Map.of())) {
      var id = Fresh.orderId();
      var name = "<script>alert(1)</script>\r\nBcc: eve@example.org\r\n\r\n.\r\nQUIT\u202e";
      shop.placed(
          id, "buyer@example.org", null, new OrderLine(new Sku("A-B"), name, 1, PRICE, PRICE));
      shop.orders.announces(new OrderConfirmed(id, PRICE));
      shop.registered("ada@example.org", "Ada\r\nBcc: eve@example.org\r\n\r\n<b>", true, null);
      eventually(() -> assertThat(server.arrived()).hasSize(2));
      assertThat(server.arrived())
          .allSatisfy(mail -> {
            assertThat(mail.headers()).doesNotContain("Bcc");
            assertThat(mail.to()).doesNotContain("eve");
            assertThat(mail.html()).doesNotContain("<script", "<b>", "\u202e");
          });
      var order = to(server, "buyer@example.org");
      assertThat(order.text())
          .contains("1 x <script>alert(1)</script> Bcc: eve@example.org . QUIT (A-B)  £19.99\n");
      assertThat(order.html())
          .contains("&lt;script&gt;alert(1)&lt;/script&gt; Bcc: eve@example.org . QUIT")
          .contains("Müller &amp; Co. Shop");
      assertThat(to(server, "ada@example.org").text())
          .contains("Hello Ada Bcc: eve@example.org <b>,\n");
    }
  }

  /** Whoever registers somebody else's address must not have the shop send what they write. */
  @Test
  void aNameIsNotSentToAnAddressThatMayBeSomebodyElses() {
    try (var server = new MailServer(port);
        var shop = new RunningNotifications(port, Map.of())) {
      shop.registered("victim@example.org", "Win at evil.example", false, TOKEN);
      eventually(() -> assertThat(server.arrived()).hasSize(1));
      var mail = server.arrived().getFirst();
      assertThat(mail.text() + mail.html() + mail.subject()).doesNotContain("evil");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a@example.org,b@example.org",
        "a@example.org>,<b@example.org",
        "a(b)@example.org",
        "\"a b\"@example.org",
        "ä@example.org",
        "a@-example.org"
      })
  void anAddressThatCouldBeReadAsAnotherIsRefusedBeforeItIsSent(String address) {
    try (var server = new MailServer(port);
        var shop = new RunningNotifications(port, Map.of())) {
      var order = shop.confirmed(address).value();
      shop.awaitStanding(order, "order_confirmed bounced address_unusable");
      assertThat(server.arrived()).isEmpty();
    }
  }

  @Test
  void whoeverWasForgottenMeanwhileIsNotWrittenTo() {
    try (var server = new MailServer(port);
        var shop = new RunningNotifications(port, Map.of())) {
      var order = shop.confirmed("").value();
      shop.awaitStanding(order, "order_confirmed dropped erased");
      var unknown = Fresh.orderId();
      shop.orders.announces(new OrderConfirmed(unknown, PRICE));
      shop.awaitStanding(unknown.value(), "order_confirmed dropped unknown");
      var account = shop.registered("ada@example.org", "Ada", true, null);
      shop.accounts.announces(account, new PasswordResetRequested(account));
      shop.awaitStanding(account, "welcome sent", "password_reset dropped link_gone");
      assertThat(server.arrived()).hasSize(1);
    }
  }

  private static Arrived to(MailServer server, String address) {
    return server.arrived().stream()
        .filter(it -> it.to().equals(address))
        .findFirst()
        .orElseThrow();
  }
}
