package mercat.lab.siege;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mercat.lab.load.ServerAddress;
import mercat.lab.siege.Attacks.Attack;
import org.junit.jupiter.api.Test;

class AttackersTest {
  /** An attack that has ended proves nothing. */
  @Test
  void sayWhenOneOfThemHadEndedBefore() throws Exception {
    var visited = new CountDownLatch(1);
    var attack =
        new Attack(
            "broken",
            1,
            Duration.ofMillis(1),
            wire -> {
              visited.countDown();
              throw new IllegalArgumentException("no such attack");
            });
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var address = ServerAddress.of("http://127.0.0.1:" + server.getLocalPort());
      var attackers = new Attackers(address, List.of(attack), 1);
      attackers.start();
      assertThat(visited.await(30, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(attackers::close).hasRootCauseMessage("no such attack");
    }
  }
}
