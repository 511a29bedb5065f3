package mercat.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopbackIT {
  @Test
  void givesNoPortTwice() {
    var given = new HashSet<Integer>();
    for (int i = 0; i < 2 * Loopback.STRETCH; i++) {
      assertThat(given.add(Loopback.freePort())).isTrue();
    }
  }

  /** Two modules are tested at once: what one was given, the other may not use before it does. */
  @Test
  void givesAnotherProcessNoPortOfItsOwn() throws Exception {
    int stretch = (Loopback.freePort() - Loopback.PORTS_FROM) / Loopback.STRETCH;
    var other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName(),
                String.valueOf(stretch))
            .redirectErrorStream(true)
            .start();
    var said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said.strip()).isEqualTo("false");
  }

  /** Says whether it could take a stretch. */
  static final class OtherProcess {
    private OtherProcess() {}

    public static void main(String... args) {
      System.out.println(Loopback.take(Integer.parseInt(args[0])));
    }
  }
}
