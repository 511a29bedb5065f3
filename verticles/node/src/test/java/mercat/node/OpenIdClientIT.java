package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mercat.testkit.Loopback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mercat as an OpenID provider, to a client library that is not ours. Skipped where {@code
 * .ci/clients}, which runs the same script, has not installed that library.
 */
class OpenIdClientIT {
  @TempDir private Path folder;

  @Test
  void takesWhatTheProviderGives() throws Exception {
    var script = Path.of("../../target/clients/oauth-client").toAbsolutePath().normalize();
    assumeThat(script.resolve("node_modules/openid-client"))
        .as("skipped without Node: openid-client of npm, which .ci/clients installs")
        .exists();
    var port = String.valueOf(Loopback.freePort());
    var url = "http://127.0.0.1:" + port;
    var settings = Map.of("edge.port", port, "accounts.issuer", url);
    try (var shop = RunningShop.open(folder, settings)) {
      assertThat(shop.token()).isNotEmpty();
      var log = folder.resolve("script.log").toFile();
      var token = folder.resolve("admin.token").toString();
      var process =
          new ProcessBuilder("node", script.resolve("oauth-client.js").toString(), url, token)
              .redirectErrorStream(true)
              .redirectOutput(log)
              .start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(log).content().contains("openid-client ");
      assertThat(process.exitValue()).isZero();
    }
  }
}
