package mercat.notifications;

import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import mercat.contracts.log.StaffActed;
import mercat.contracts.notifications.MailGivenUp;
import mercat.contracts.notifications.MailKind;
import mercat.contracts.notifications.MailState;
import mercat.contracts.notifications.RetryMail;
import mercat.testkit.Loopback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a mail server may say but yes. */
class RefusedMailIT {
  private static final String BUYER = "buyer@example.org";

  private final int port = Loopback.freePort();

  @Test
  void anAddressThatIsRefusedForGoodIsTriedOnce() {
    var answers =
        onRecipient(() -> "550-5.1.1 <buyer@example.org> is nobody here\n550 5.1.1 see the manual");
    try (var server = new ScriptedSmtp(port, answers);
        var shop = new RunningNotifications(port, Map.of())) {
      var order = shop.confirmed(BUYER).value();
      shop.awaitStanding(order, "order_confirmed bounced smtp_550");
      var other = shop.confirmed("other@example.org").value();
      shop.awaitStanding(other, "order_confirmed sent");
      assertThat(server.times("RCPT TO:<" + BUYER + ">")).isEqualTo(1);
      assertThat(shop.announced("notifications", order))
          .containsExactly(
              new MailGivenUp(shop.mail(order).id(), MailKind.ORDER_CONFIRMED, order, "smtp_550"));
      assertThat(shop.database().tablesHolding("buyer")).isEmpty();
    }
  }

  @Test
  void aRefusalForNowIsRepeatedAndThenGivenUpUntilStaffHasItTriedAgain() {
    var answer = new AtomicInteger(451);
    try (var server = new ScriptedSmtp(port, onRecipient(() -> answer.get() + " try later"));
        var shop = new RunningNotifications(port, Map.of("notifications.attempts-max", "3"))) {
      var order = shop.confirmed(BUYER).value();
      shop.awaitStanding(order, "order_confirmed parked smtp_451");
      var parked = shop.mail(order);
      assertThat(parked.attempts()).isEqualTo(3);
      assertThat(server.times("RCPT")).isEqualTo(3);
      answer.set(250);
      var reply = shop.ask(new RetryMail(parked.id()));
      assertThat(((RetryMail.Reply.Waiting) reply).mail().state()).isEqualTo(MailState.WAITING);
      shop.awaitStanding(order, "order_confirmed sent");
      assertThat(shop.mail(order).attempts()).isEqualTo(1);
      assertThat(shop.staffActions("notifications", "mail:" + parked.id()))
          .extracting(StaffActed::operation)
          .containsExactly("retryMail");
    }
  }

  @Test
  void aMailThatIsRefusedForWhatItSaysIsGivenUpAtOnce() {
    try (var server =
            new ScriptedSmtp(port, line -> line.equals(".") ? "554 5.7.1 looks like spam" : "");
        var shop = new RunningNotifications(port, Map.of())) {
      var order = shop.confirmed(BUYER).value();
      shop.awaitStanding(order, "order_confirmed parked smtp_554");
      assertThat(server.times("DATA")).isEqualTo(1);
    }
  }

  /** A sender that the server does not know, and a server that closes, are nobody's bad address. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "MAIL=550 5.7.1 sender unknown",
        "RCPT=421 4.3.2 closing",
        "GREETING=554 go away",
        "RCPT=close",
        "RCPT=hang"
      })
  void aFaultOfTheServerCostsNoAttemptAndHammersNobody(String script) {
    var parts = script.split("=", 2);
    var isBroken = new AtomicInteger(1);
    try (var server =
            new ScriptedSmtp(
                port, line -> isBroken.get() == 1 && line.startsWith(parts[0]) ? parts[1] : "");
        var shop =
            new RunningNotifications(
                port,
                Map.of(
                    "notifications.attempts-max", "1",
                    "notifications.smtp-connections", "1",
                    "notifications.smtp-timeout", "1s"))) {
      var order = shop.confirmed(BUYER).value();
      shop.awaitStanding(order, "order_confirmed waiting server_away");
      eventually(() -> assertThat(shop.mail(order).attempts()).as("while it rests").isZero());
      isBroken.set(0);
      shop.awaitStanding(order, "order_confirmed sent");
      assertThat(server.heard()).isNotEmpty();
    }
  }

  private static Function<String, String> onRecipient(Supplier<String> answer) {
    return line -> line.startsWith("RCPT TO:<" + BUYER) ? answer.get() : "";
  }
}
