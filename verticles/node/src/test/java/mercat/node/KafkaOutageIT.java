package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shortest way through {@code feed}, whose broker comes from the module of that name. */
class KafkaOutageIT {
  private static final Path BROKER = Path.of("../../lab/broker/target/lib");

  @TempDir private Path folder;

  @Test
  void missesNothingWhoseBrokerIsKilledAndTellsTheSameFromTheBeginning() throws Exception {
    var feed =
        EndedCommand.of(
            folder, "feed", "--broker-down=3", "--per-second=20", "--broker-libs=" + BROKER);
    feed.requireOk();
    var absence = feed.verdict().getJsonObject("absence");
    assertThat(absence.getInteger("kills")).isEqualTo(2);
    assertThat(absence.getLong("waitingMax")).isPositive();
    assertThat(feed.objects("topics"))
        .filteredOn(topic -> topic.getString("context").equals("orders"))
        .singleElement()
        .satisfies(topic -> assertThat(topic.getLong("logged")).isGreaterThan(100));
    assertThat(feed.objects("again"))
        .hasSameSizeAs(feed.objects("topics"))
        .allMatch(topic -> topic.getLong("differing") == 0);
  }
}
