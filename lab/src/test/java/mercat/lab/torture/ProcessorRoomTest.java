package mercat.lab.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import mercat.lab.system.Awaiting;
import org.junit.jupiter.api.Test;

class ProcessorRoomTest {
  @Test
  void seesThatNobodyLeavesAnything() {
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
