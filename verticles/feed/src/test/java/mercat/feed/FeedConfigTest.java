package mercat.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedConfigTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "localhost        | mercat   | 30 | feed.kafka-servers",
        "a:9092,          | mercat   | 30 | feed.kafka-servers",
        "a:9092 b:9092    | mercat   | 30 | feed.kafka-servers",
        "a:9092           | a topic  | 30 | feed.topic-prefix",
        "a:9092           | ''       | 30 | feed.topic-prefix",
        "a:9092           | mercat   | 0  | feed.delivery-timeout",
        "a:9092           | mercat   | 121 | feed.delivery-timeout"
      })
  void refusesWhatMeansNothing(String servers, String prefix, int seconds, String setting) {
    var timeout = Duration.ofSeconds(seconds);
    assertThatThrownBy(() -> new FeedConfig(servers, "", prefix, timeout))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(setting);
  }

  @Test
  void isOffUnlessThereIsABroker() throws IOException {
    assertThat(FeedConfig.defaults().isOn()).isFalse();
    assertThat(config("").isOn()).isTrue();
  }

  @Test
  void takesFurtherSettingsFromAFile() throws IOException {
    var settings = ProducerSettings.of(config("security.protocol=SASL_SSL\ncompression.type=gzip"));
    assertThat(settings)
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("compression.type", "gzip")
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true)
        .containsEntry("delivery.timeout.ms", 30_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"acks=1", "enable.idempotence=false", "bootstrap.servers=b:9092"})
  void reliesOnSettingsOfItsOwn(String line) {
    var name = line.substring(0, line.indexOf('='));
    assertThatThrownBy(() -> ProducerSettings.of(config(line)))
        .hasMessageStartingWith("feed.kafka-properties-file must not set " + name);
  }

  @Test
  void saysThatAFileCannotBeRead() {
    var missing = directory.resolve("missing").toString();
    var config = new FeedConfig("a:9092", missing, "mercat", Duration.ofSeconds(30));
    assertThatThrownBy(() -> ProducerSettings.of(config))
        .hasMessageStartingWith("feed.kafka-properties-file cannot be read");
  }

  private FeedConfig config(String properties) throws IOException {
    var file = Files.writeString(directory.resolve("kafka.properties"), properties);
    return new FeedConfig("a:9092, [::1]:9093", file.toString(), "mercat", Duration.ofSeconds(30));
  }
}
