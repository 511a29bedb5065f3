package mercat.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import mercat.contracts.notifications.AddWebhook;
import mercat.testkit.Loopback;
import mercat.testkit.TestCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where webhooks lead, by a name server of the test's. */
class WebhookTargetIT {
  private static final String HOST = "hooks.example.com";

  private final int port = Loopback.freePort();
  private final String url = "https://%s:%d/hooks".formatted(HOST, port);
  private final AtomicReference<List<InetAddress>> known = new AtomicReference<>(List.of());
  private final TestCertificate certificate = TestCertificate.of(HOST);

  private RunningWebhooks shop(String allowed) {
    return new RunningWebhooks(
        RunningWebhooks.allowing(allowed),
        new Webhooks(
            vertx -> host -> Future.succeededFuture(host.equals(HOST) ? known.get() : List.of()),
            () ->
                new HttpClientOptions()
                    .setTrustOptions(
                        new PemTrustOptions().addCertPath(certificate.file().toString())),
            UnaryOperator.identity()));
  }

  private WebhookReceiver receiver(TestCertificate shown) {
    return new WebhookReceiver(
        port,
        new HttpServerOptions()
            .setSsl(true)
            .setSni(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addCertPath(shown.file().toString())
                    .addKeyPath(shown.key().toString())));
  }

  private void leadsTo(String... addresses) {
    known.set(
        Stream.of(addresses)
            .map(address -> {
              try {
                return InetAddress.getByName(address);
              } catch (UnknownHostException none) {
                throw new IllegalArgumentException(none);
              }
            })
            .toList());
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, ''",
    "::1, ''",
    "169.254.169.254, ''",
    "10.0.0.1, ''",
    "93.184.215.14, 10.0.0.1",
    "2606:4700::1111, ::ffff:127.0.0.1"
  })
  void isNotMadeForANameOfWhichOneAddressIsInside(String one, String other) {
    try (var shop = shop("")) {
      leadsTo(Stream.of(one, other).filter(it -> !it.isEmpty()).toArray(String[]::new));
      assertThat(shop.adding(url))
          .isEqualTo(
              new AddWebhook.Reply.UrlRefused("the name leads to an address that is not public"));
    }
  }

  @Test
  void isNotMadeForWhatNobodyKnowsOrMayBeCalled() {
    try (var shop = shop("")) {
      assertThat(shop.adding("https://unheard-of.example.com/"))
          .isEqualTo(new AddWebhook.Reply.UrlRefused("nobody knows the host of that name"));
      assertThat(shop.adding("http://hooks.example.com/"))
          .isEqualTo(new AddWebhook.Reply.UrlRefused("https is wanted"));
    }
  }

  /** A name that leads inside once its endpoint is made is not called. */
  @Test
  void isNotCalledOnceItsNameLeadsInside() {
    try (var receiver = receiver(certificate);
        var shop = shop("")) {
      leadsTo("93.184.215.14");
      var id = shop.added(url).endpoint().id();
      leadsTo("127.0.0.1");
      shop.confirmed();
      shop.awaitDelivery(id, "WAITING 1 address_refused");
      leadsTo("93.184.215.14", "127.0.0.1");
      shop.passes(Duration.ofSeconds(6));
      shop.awaitDelivery(id, "WAITING 2 address_refused");
      leadsTo();
      shop.passes(Duration.ofMinutes(1));
      shop.awaitDelivery(id, "WAITING 3 unresolved");
      assertThat(receiver.told()).isEmpty();
    }
  }

  /** The address that was looked at is called, under the name that the URL has. */
  @Test
  void isCalledAtTheAddressThatWasLookedAtUnderItsName() {
    try (var receiver = receiver(certificate);
        var shop = shop("127.0.0.0/8")) {
      leadsTo("127.0.0.1");
      var added = shop.added(url);
      shop.confirmed();
      shop.awaitDelivery(added.endpoint().id(), "DELIVERED 1");
      var told = receiver.told().getFirst();
      assertThat(told.header("host")).isEqualTo(HOST + ":" + port);
      assertThat(told.serverName()).isEqualTo(HOST);
      assertThat(told.isSignedBy(added.secret().value())).isTrue();
    }
  }

  @Test
  void isNotToldToWhoeverShowsAnothersCertificate() {
    try (var receiver = receiver(TestCertificate.of(HOST));
        var shop = shop("127.0.0.0/8")) {
      leadsTo("127.0.0.1");
      var id = shop.added(url).endpoint().id();
      shop.confirmed();
      shop.awaitDelivery(id, "WAITING 1 unreachable");
      assertThat(receiver.told()).isEmpty();
    }
  }

  @Test
  void isNotMadeWithoutAKey() {
    try (var shop = new RunningWebhooks(Map.of(), Webhooks.overTheInternet())) {
      assertThat(shop.adding(url)).isEqualTo(new AddWebhook.Reply.NoKey());
    }
  }
}
