package mercat.lab.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import mercat.lab.system.Awaiting;
import org.junit.jupiter.api.Test;

class ProcessorRoomTest {
  /** Where this process may use every processor that the machine counts, and it counts them. */
  @Test
  void seesThatNobodyLeavesAnything() throws IOException {
    var counted = Path.of("/proc/stat");
    assumeThat(counted).isReadable();
    assumeThat(Files.readAllLines(counted).stream().filter(line -> line.matches("cpu\\d.*")))
        .hasSize(Runtime.getRuntime().availableProcessors());
    try (var room = new ProcessorRoom()) {
      var from = System.nanoTime();
      var end = from + Duration.ofSeconds(2).toNanos();
      var busy =
          IntStream.range(0, Runtime.getRuntime().availableProcessors())
              .mapToObj(i ->
                  Thread.ofPlatform()
                      .daemon()
                      .start(() -> {
                        while (System.nanoTime() < end) {
                          Thread.onSpinWait();
                        }
                      }))
              .toList();
      Awaiting.pause(Duration.ofSeconds(2));
      assertThat(busy).isNotEmpty();
      assertThat(room.share(from, end)).isBetween(0.0, 0.3);
    }
  }
}
