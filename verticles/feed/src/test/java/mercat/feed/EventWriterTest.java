package mercat.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import mercat.contracts.Sku;
import mercat.contracts.catalog.ProductWithdrawn;
import mercat.contracts.log.LogEntry;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is sent when, before Kafka's own stand-in, which acknowledges when it is told to. */
class EventWriterTest {
  private static final UUID LIFE = new UUID(0, 1);
  private static final Duration SOON = Duration.ofSeconds(30);

  private final MockProducer<String, String> producer =
      new MockProducer<>(false, null, new StringSerializer(), new StringSerializer());
  private final AtomicBoolean isOver = new AtomicBoolean();
  @AutoClose private final Vertx vertx = Vertx.vertx();
  private final EventWriter writer =
      new EventWriter(
          "catalog",
          "shop.catalog",
          new KafkaWriter(() -> producer, isOver::get),
          vertx.createSharedWorkerExecutor("test", 1));

  @Test
  void sendsTogetherWhatIsOfDifferentKeysAndWaitsForEachToBeAcknowledged() {
    var writing = writing(1, 2, 3);
    awaitSent(3);
    acknowledge(3);
    writing.join();
    assertThat(producer.history())
        .extracting(ProducerRecord::topic, ProducerRecord::key)
        .containsOnly(
            tuple("shop.catalog", key(1).toString()),
            tuple("shop.catalog", key(2).toString()),
            tuple("shop.catalog", key(3).toString()));
    assertThat(producer.history().getFirst().value()).contains("\"id\":\"" + LIFE + "/1\"");
  }

  @Test
  void neverSendsALaterEventOfAKeyWhoseEarlierOneFailed() {
    var writing = writing(1, 2, 1, 3);
    awaitSent(2);
    producer.errorNext(new TimeoutException("the broker is away"));
    acknowledge(1);
    assertFails(writing, FailureKind.UNAVAILABLE);
    assertThat(producer.history()).extracting(ProducerRecord::key).hasSize(2);
  }

  @Test
  void saysOfAnEventThatIsTooLargeThatItWillNeverBeWritten() {
    var writing = writing(1);
    awaitSent(1);
    producer.errorNext(new RecordTooLargeException("more than the broker takes"));
    assertFails(writing, FailureKind.INTERNAL);
  }

  @Test
  void givesUpWhenTheNodeEnds() {
    var writing = writing(1);
    awaitSent(1);
    isOver.set(true);
    assertFails(writing, FailureKind.UNAVAILABLE);
  }

  @Test
  void letsGoOfAProducerThatTakesNothingAnyMore() {
    producer.sendException = new KafkaException("fenced");
    assertFails(writing(1), FailureKind.UNAVAILABLE);
    assertThat(producer.closed()).isTrue();
  }

  private CompletableFuture<Void> writing(long... keys) {
    var entries =
        IntStream.range(0, keys.length).mapToObj(i -> entry(i + 1L, key(keys[i]))).toList();
    return CompletableFuture.runAsync(() -> writer.write(LIFE, entries))
        .orTimeout(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  private static LogEntry entry(long position, UUID key) {
    return new LogEntry(position, key, new ProductWithdrawn(new Sku("A"), 1), "", Instant.EPOCH);
  }

  private static UUID key(long number) {
    return new UUID(7, number);
  }

  private void awaitSent(int records) {
    await().atMost(SOON).until(() -> producer.history().size() >= records);
  }

  private void acknowledge(int records) {
    for (int i = 0; i < records; i++) {
      assertThat(producer.completeNext()).isTrue();
    }
  }

  private static void assertFails(CompletableFuture<Void> writing, FailureKind kind) {
    assertThatThrownBy(writing::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
  }
}
