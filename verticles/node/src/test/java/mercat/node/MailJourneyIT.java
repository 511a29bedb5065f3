package mercat.node;

import static mercat.node.RunningShop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import mercat.testkit.HttpReply;
import mercat.testkit.Loopback;
import mercat.verify.Verify;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole shop writes to people, over HTTP and SMTP; and that it sells without. */
class MailJourneyIT {
  private static final String ADA = "ada@example.com";
  private static final String PASSWORD = "four little words here";
  private static final Pattern TOKEN = Pattern.compile("#token=(\\S+)");
  private static final String STATES =
      "select kind || ' ' || state || ' ' || count(*) from notifications.mail group by kind, state"
          + " order by kind, state";

  @TempDir private Path data;

  @Test
  void leadsByTheLinksOfMailsFromRegisteringToABuyersRefund() throws Exception {
    int smtp = Loopback.freePort();
    var server = mailServer(smtp);
    try (var shop = RunningShop.open(data, sending(smtp))) {
      register(shop).is(202);
      var welcome = text(server, "Welcome to Lantern House");
      shop.post("/v1/accounts/verification", "{\"token\":\"%s\"}".formatted(token(welcome)))
          .is(204);
      register(shop).is(202);
      assertThat(token(text(server, "You already have an account at Lantern House"))).isNotEmpty();
      shop.post("/v1/password-resets", "{\"email\":\"%s\"}".formatted(ADA)).is(202);
      var reset = text(server, "A new password for Lantern House");
      assertThat(reset).contains("Hello Ada,");
      var body = "{\"token\":\"%s\",\"password\":\"%s too\"}".formatted(token(reset), PASSWORD);
      shop.post("/v1/password-resets/confirmation", body).is(204);

      shop.sells("LAMP", 250, 10);
      var order = shop.order("key", ADA, "LAMP", 2, "tok_ok").is(201);
      var number = order.at("/number");
      assertThat(text(server, "Your order " + number + " at Lantern House"))
          .contains("2 x Thing (LAMP)  \u00a35.00");
      var path = "/v1/admin/orders/" + order.at("/id");
      shop.admin("POST", path + "/ship").is(200);
      assertThat(text(server, "Your order " + number + " at Lantern House is on its way"))
          .contains("has left our house");
      var refund = "{\"amount\":{\"amount\":100,\"currency\":\"GBP\"}}";
      eventually(() -> shop.admin("POST", path + "/refunds", refund, "r").is(201));
      assertThat(text(server, "A refund for your order " + number + " at Lantern House"))
          .contains("\u00a31.00");
      var listed = shop.admin("GET", "/v1/admin/mails?subjectId=" + order.at("/id"));
      assertThat(listed.is(200).json().path("data")).hasSize(3);
      assertThat(Verify.run(shop.database(), List.of()).broken()).isEmpty();
    } finally {
      server.stop();
    }
  }

  /** Orders are answered as ever; the mails come when the server is back. */
  @Test
  void sellsWhileTheMailServerIsAway() throws Exception {
    int smtp = Loopback.freePort();
    try (var shop = RunningShop.open(data, sending(smtp))) {
      shop.sells("LAMP", 250, 100);
      var orders =
          IntStream.range(0, 40)
              .mapToObj(buyer ->
                  CompletableFuture.supplyAsync(
                      () -> shop.order("key" + buyer, buyer + "@example.com", "LAMP", 1, "tok_ok"),
                      Thread::startVirtualThread))
              .toList();
      orders.forEach(order -> order.join().is(201));
      eventually(
          () -> assertThat(shop.texts(STATES)).containsExactly("order_confirmed waiting 40"));
      assertThat(Verify.run(shop.database(), List.of()).broken()).isEmpty();
      var server = mailServer(smtp);
      try {
        eventually(() -> assertThat(shop.texts(STATES)).containsExactly("order_confirmed sent 40"));
        assertThat(server.getReceivedMessages()).hasSize(40);
      } finally {
        server.stop();
      }
    }
  }

  @Test
  void showsStaffWhatNobodySends() throws Exception {
    try (var shop = RunningShop.open(data, Map.of())) {
      register(shop).is(202);
      eventually(() -> assertThat(shop.texts(STATES)).containsExactly("welcome kept 1"));
      var listed = shop.admin("GET", "/v1/admin/mails?state=kept").is(200);
      var read = shop.admin("GET", "/v1/admin/mails/" + listed.at("/data/0/id")).is(200);
      assertThat(read.at("/content/to")).isEqualTo(ADA);
      assertThat(token(read.at("/content/text"))).isEqualTo("********");
      shop.admin("POST", "/v1/admin/mails/" + listed.at("/data/0/id") + "/retry").is(409);
      assertThat(Verify.run(shop.database(), List.of()).broken()).isEmpty();
    }
  }

  @Test
  void sellsWhereNobodyServesNotifications() throws Exception {
    var contexts = "accounts,catalog,inventory,orders,payments,edge";
    try (var shop = RunningShop.open(data, Map.of("node.contexts", contexts))) {
      shop.awaitReady(200);
      shop.sells("LAMP", 250, 10);
      shop.order("key", ADA, "LAMP", 2, "tok_ok").is(201);
      shop.admin("GET", "/v1/admin/mails").is(503, "unavailable");
    }
  }

  private static GreenMail mailServer(int port) {
    var setup = new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
    setup.setServerStartupTimeout(RunningShop.SOON.toMillis());
    var server = new GreenMail(setup);
    server.start();
    return server;
  }

  private static Map<String, String> sending(int smtp) {
    return Map.of(
        "notifications.smtp-host", "127.0.0.1",
        "notifications.smtp-port", String.valueOf(smtp),
        "notifications.smtp-tls", "off",
        "notifications.smtp-rest", "200ms",
        "notifications.work-every", "100ms",
        "notifications.shop-name", "Lantern House",
        "accounts.hash-memory-kib", "64",
        "accounts.hash-iterations", "1");
  }

  private static HttpReply register(RunningShop shop) throws Exception {
    var person = "{\"name\":\"Ada\",\"email\":\"%s\",\"password\":\"%s\"}".formatted(ADA, PASSWORD);
    return shop.post("/v1/accounts", person);
  }

  private static String token(String text) {
    var found = TOKEN.matcher(text);
    assertThat(found.find()).as(text).isTrue();
    return found.group(1);
  }

  /** The text of the one mail of this subject, once it is there. */
  private static String text(GreenMail server, String subject) throws Exception {
    var found = new ArrayList<String>();
    eventually(() -> {
      found.clear();
      for (var mail : server.getReceivedMessages()) {
        if (mail.getSubject().equals(subject)) {
          found.add(text(mail));
        }
      }
      assertThat(found).as(subject).hasSize(1);
    });
    return found.getFirst();
  }

  private static String text(MimeMessage mail) throws Exception {
    return (String) ((Multipart) mail.getContent()).getBodyPart(0).getContent();
  }
}
