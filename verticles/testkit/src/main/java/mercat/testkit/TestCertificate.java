package mercat.testkit;

import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import mercat.embedded.EmbeddedPostgres;
import mercat.embedded.PostgresOptions;

/**
 * A certificate that its owner signed, in files that go with this process.
 *
 * @param file the certificate
 * @param key its private key
 */
public record TestCertificate(Path file, Path key) {
  public static TestCertificate of(String host) {
    var made = SelfSignedCertificate.create(host);
    return new TestCertificate(Path.of(made.certificatePath()), Path.of(made.privateKeyPath()));
  }

  /** A server that shows it. */
  public EmbeddedPostgres serve(Path data) throws IOException {
    EmbeddedPostgres.start(data, PostgresOptions.defaults()).close();
    var cluster = data.resolve("postgres/cluster");
    for (var kept : Map.of(file, "server.crt", key, "server.key").entrySet()) {
      var copy = Files.copy(kept.getKey(), cluster.resolve(kept.getValue()));
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
      Files.setOwner(copy, Files.getOwner(cluster));
    }
    return EmbeddedPostgres.start(
        data, PostgresOptions.defaults().withSettings(Map.of("ssl", "on")));
  }
}
