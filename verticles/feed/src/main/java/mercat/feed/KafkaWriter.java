package mercat.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import mercat.platform.Deadline;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes to Kafka, and waits until everything is acknowledged. Blocks the thread that calls it, so
 * that is one of the feed's own.
 */
final class KafkaWriter implements AutoCloseable {
  private static final long LOOK_MS = 100;

  /** So often at most a producer that has failed for good is replaced. */
  private static final Duration REPLACED_AFTER = Duration.ofSeconds(5);

  private static final Duration CLOSE_MAX = Duration.ofSeconds(1);

  private final Supplier<Producer<String, String>> producers;
  private final BooleanSupplier isOver;
  private @Nullable Producer<String, String> producer;
  private Deadline replaceable = Deadline.after(Duration.ZERO);
  private boolean isClosed;

  /**
   * A writer that has written nothing.
   *
   * @param producers makes the producer, when it is needed
   * @param isOver whether to give up what is not acknowledged yet: the node ends
   */
  KafkaWriter(Supplier<Producer<String, String>> producers, BooleanSupplier isOver) {
    this.producers = producers;
    this.isOver = isOver;
  }

  /**
   * A writer to the brokers that settings of Kafka's producer name, once it is brokers that answer.
   *
   * @param isOver whether to give up what is not acknowledged yet: the node ends
   */
  static KafkaWriter of(Map<String, Object> settings, BooleanSupplier isOver) {
    return new KafkaWriter(
        () -> {
          BrokerGreeting.check(settings);
          return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
        },
        isOver);
  }

  /**
   * Writes records that may arrive in any order, and waits until each is acknowledged or has
   * failed.
   *
   * @throws Failure <em>internal</em> when a record can never be written; <em>unavailable</em> for
   *     anything else: some of them may have been written, and all are to be written again
   */
  void write(List<ProducerRecord<String, String>> records) {
    var acknowledged = new ArrayList<Future<RecordMetadata>>(records.size());
    var failure = send(records, acknowledged);
    for (var each : acknowledged) {
      var failed = failureOf(each);
      failure = failure == null ? failed : failure;
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Hands over all of them, but none behind one that was refused at once. */
  private @Nullable Failure send(
      List<ProducerRecord<String, String>> records, List<Future<RecordMetadata>> acknowledged) {
    var open = open();
    for (var record : records) {
      try {
        var sent = open.send(record);
        acknowledged.add(sent);
        if (sent.isDone() && failureOf(sent) != null) {
          return null;
        }
      } catch (RuntimeException broken) {
        discard(open);
        return unavailable(broken);
      }
    }
    return null;
  }

  private @Nullable Failure failureOf(Future<RecordMetadata> sent) {
    while (true) {
      try {
        var unused = sent.get(LOOK_MS, TimeUnit.MILLISECONDS);
        return null;
      } catch (TimeoutException waiting) {
        if (isOver.getAsBoolean()) {
          return unavailable(waiting);
        }
      } catch (ExecutionException refused) {
        return refused.getCause() instanceof RecordTooLargeException tooLarge
            ? Failure.internal(String.valueOf(tooLarge.getMessage()), tooLarge)
            : unavailable(refused.getCause());
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
        return unavailable(ended);
      }
    }
  }

  private static Failure unavailable(@Nullable Throwable cause) {
    return new Failure(FailureKind.UNAVAILABLE, "Kafka: " + cause, cause);
  }

  private synchronized Producer<String, String> open() {
    if (isClosed || (producer == null && !replaceable.hasPassed())) {
      throw Failure.unavailable("Kafka", null);
    }
    if (producer == null) {
      replaceable = Deadline.after(REPLACED_AFTER);
      producer = producers.get();
    }
    return producer;
  }

  /** Lets go of a producer that takes nothing any more. */
  private synchronized void discard(Producer<String, String> broken) {
    if (broken.equals(producer)) {
      producer = null;
      broken.close(Duration.ZERO);
    }
  }

  /** Gives up what is not acknowledged. */
  @Override
  public synchronized void close() {
    isClosed = true;
    if (producer != null) {
      producer.close(CLOSE_MAX);
      producer = null;
    }
  }
}
