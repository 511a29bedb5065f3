package mercat.feed;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kafka.server.BrokerServer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/** A broker of Kafka in this process, which can be stopped and started again. */
final class RunningBroker implements AutoCloseable {
  private final KafkaClusterTestKit cluster;

  RunningBroker() {
    try {
      var nodes =
          new TestKitNodes.Builder()
              .setNumControllerNodes(1)
              .setNumBrokerNodes(1)
              .setCombined(false)
              .build();
      cluster =
          new KafkaClusterTestKit.Builder(nodes)
              .setConfigProp("num.partitions", "3")
              .setConfigProp("offsets.topic.num.partitions", "1")
              .setConfigProp("offsets.topic.replication.factor", "1")
              .setConfigProp("group.initial.rebalance.delay.ms", "0")
              // Until this has passed, the same broker may not come back.
              .setConfigProp("broker.session.timeout.ms", "1500")
              .setConfigProp("broker.heartbeat.interval.ms", "300")
              .build();
      cluster.format();
      cluster.startup();
      cluster.waitForReadyBrokers();
    } catch (Exception broken) {
      throw new AssertionError(broken);
    }
  }

  String address() {
    return cluster.bootstrapServers();
  }

  void stop() {
    broker().shutdown();
    broker().awaitShutdown();
  }

  void start() {
    broker().startup();
  }

  private BrokerServer broker() {
    return requireNonNull(cluster.brokers().get(0));
  }

  /** All that a topic holds by now, by partition and in order; nothing when there is no such. */
  List<ConsumerRecord<String, String>> records(String topic) {
    var settings = Map.<String, Object>of("bootstrap.servers", address());
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      var partitions =
          consumer.listTopics().getOrDefault(topic, List.of()).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      var records = new ArrayList<ConsumerRecord<String, String>>();
      for (var partition : partitions) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
        while (consumer.position(partition) < end) {
          consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        }
      }
      return records;
    }
  }

  @Override
  public void close() {
    try {
      cluster.close();
    } catch (Exception broken) {
      throw new AssertionError(broken);
    }
  }
}
