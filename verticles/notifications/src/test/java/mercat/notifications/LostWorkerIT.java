package mercat.notifications;

import static java.util.Objects.requireNonNull;
import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mercat.notifications.MailServer.Arrived;
import mercat.notifications.domain.Outcome;
import mercat.testkit.LocalNode;
import mercat.testkit.Loopback;
import mercat.testkit.TestDatabase;
import org.junit.jupiter.api.Test;

/** Workers that die, and two at once. */
class LostWorkerIT {
  private final int port = Loopback.freePort();

  /** Sends, and then hangs before anybody knows, as a process that is killed there. */
  @Test
  void aMailWhoseSenderDiedBeforeItNotedSoIsSentAgainUnderTheSameMessageId() throws Exception {
    var database = TestDatabase.fresh();
    var settings = RunningNotifications.to(port, Map.of());
    var sent = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    try (var server = new MailServer(port)) {
      var dying =
          new RunningNotifications(
              database,
              settings,
              (writing, context) ->
                  new Dying<>(
                      new SmtpDialect(
                          context.vertx(), writing, context.config(NotificationsConfig.class)),
                      sent,
                      never));
      var order = dying.confirmed("buyer@example.org");
      assertThat(sent.await(LocalNode.SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(server.arrived()).hasSize(1);
      LocalNode.get(dying.crash());
      try (var next = new RunningNotifications(database, settings, null)) {
        next.placed(order, "buyer@example.org", null);
        assertThat(next.standing(order.value())).containsExactly("order_confirmed waiting");
        database.change("update notifications.mail set next_at = now()"); // the lease is over
        next.awaitStanding(order.value(), "order_confirmed sent");
        assertThat(server.arrived()).hasSize(2);
        assertThat(server.arrived().stream().map(Arrived::messageId).distinct())
            .containsExactly("<" + next.mail(order.value()).id() + "@example.com>");
        assertThat(next.mail(order.value()).attempts()).isEqualTo(2);
      }
    } finally {
      never.countDown();
    }
  }

  @Test
  void twoWorkersShareTheMailsAndSendNoneTwice() {
    var database = TestDatabase.fresh();
    var settings = RunningNotifications.to(port, Map.of());
    var delivered = new CopyOnWriteArrayList<UUID>();
    var byWorker = new ConcurrentHashMap<String, CountDownLatch>();
    var both = List.of("first", "second");
    both.forEach(worker -> byWorker.put(worker, new CountDownLatch(1)));
    try (var first =
            new RunningNotifications(
                database, settings, (writing, context) -> counting("first", delivered, byWorker));
        var second =
            new RunningNotifications(
                database,
                settings,
                (writing, context) -> counting("second", delivered, byWorker))) {
      for (int i = 0; i < 60; i++) {
        first.confirmed("buyer@example.org");
      }
      eventually(() ->
          assertThat(database.rows("select state, count(*) from notifications.mail group by state"))
              .containsExactly("sent 60"));
      assertThat(delivered).hasSize(60).doesNotHaveDuplicates();
      assertThat(second.mails(UUID.randomUUID())).isEmpty();
    }
  }

  /** Takes a few at a time, and hands over none before the other has begun as well. */
  private static Dialect<DueMail> counting(
      String worker, List<UUID> delivered, Map<String, CountDownLatch> byWorker) {
    return new Dialect<>() {
      @Override
      public int roomFor(int deliveries) {
        return Math.min(deliveries, 10);
      }

      @Override
      public Outcome deliver(DueMail due, String trace) {
        requireNonNull(byWorker.get(worker)).countDown();
        byWorker.values().forEach(LostWorkerIT::await);
        delivered.add(due.id());
        return Outcome.DELIVERED;
      }
    };
  }

  private static void await(CountDownLatch begun) {
    try {
      assertThat(begun.await(LocalNode.SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }
}
