package mercat.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import mercat.notifications.WebhookReceiver.Told;
import mercat.testkit.LocalNode;
import mercat.testkit.Loopback;
import mercat.testkit.TestDatabase;
import org.junit.jupiter.api.Test;

/** Workers that die between sending a webhook and noting so. */
class LostWebhookIT {
  private final int port = Loopback.freePort();

  @Test
  void isSentAgainUnderTheSameId() throws InterruptedException {
    var database = TestDatabase.fresh();
    var settings = RunningWebhooks.allowing("127.0.0.1:" + port);
    var ahead = new AtomicReference<>(Duration.ZERO);
    var sent = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    try (var receiver = new WebhookReceiver(port)) {
      var dying =
          new RunningWebhooks(database, ahead, settings, by(it -> new Dying<>(it, sent, never)));
      var id = dying.added("http://127.0.0.1:" + port).endpoint().id();
      dying.confirmed();
      assertThat(sent.await(LocalNode.SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(receiver.told()).hasSize(1);
      LocalNode.get(dying.crash());
      try (var next = new RunningWebhooks(database, ahead, settings, Webhooks.overTheInternet())) {
        assertThat(receiver.told()).hasSize(1);
        next.passes(Duration.ofMinutes(1));
        next.awaitDelivery(id, "DELIVERED 2");
        assertThat(receiver.told()).hasSize(2);
        assertThat(receiver.told().stream().map(Told::id).distinct())
            .containsExactly(next.delivery(id).id().toString());
      }
    } finally {
      never.countDown();
    }
  }

  private static Webhooks by(UnaryOperator<Dialect<DueWebhook>> between) {
    var usual = Webhooks.overTheInternet();
    return new Webhooks(usual.names(), usual.options(), between);
  }
}
