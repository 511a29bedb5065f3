package mercat.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.stream.IntStream;
import mercat.lab.system.SystemLaunch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RememberedPortsTest {
  @TempDir private Path data;

  @Test
  void givesEachNodeTheSamePortAsInTheLastRunUnlessItIsTaken() throws Exception {
    var usual = SystemLaunch.freePort();
    int first;
    try (var taken = new ServerSocket(usual, 1, InetAddress.getLoopbackAddress())) {
      first = new RememberedPorts(data).port(0, usual);
      assertThat(first).isNotEqualTo(taken.getLocalPort());
    }
    assertThat(new RememberedPorts(data).port(0, usual)).isEqualTo(first);
    try (var stranger = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
      assertThat(new RememberedPorts(data).port(0, usual)).isNotEqualTo(stranger.getLocalPort());
    }
  }

  @Test
  void nobodyIsGivenThePortOfAnother() {
    var many = 3_000;
    assertThat(IntStream.range(0, many).map(i -> SystemLaunch.freePort()).distinct()).hasSize(many);
  }
}
