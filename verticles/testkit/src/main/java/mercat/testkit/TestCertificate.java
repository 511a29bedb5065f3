package mercat.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import mercat.embedded.EmbeddedPostgres;
import mercat.embedded.PostgresOptions;

/**
 * A certificate that its owner signed, made by the JDK's keytool.
 *
 * @param file the certificate
 * @param key its private key
 */
public record TestCertificate(Path file, Path key) {
  private static final String PASSWORD = "nobodys";

  /** A certificate of a host's name, in a directory that is made. */
  public static TestCertificate of(String host, Path directory)
      throws IOException, GeneralSecurityException, InterruptedException {
    Files.createDirectories(directory);
    var store = directory.resolve("store.p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var process =
        new ProcessBuilder(
                List.of(
                    keytool,
                    "-genkeypair",
                    "-alias",
                    "server",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + host,
                    "-ext",
                    "SAN=DNS:" + host,
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(new File("/dev/null"))
            .start();
    assertThat(process.waitFor()).isZero();
    var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    return new TestCertificate(
        pem(directory, "CERTIFICATE", keys.getCertificate("server").getEncoded()),
        pem(directory, "PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded()));
  }

  /** A server that shows it. */
  public EmbeddedPostgres serve(Path data) throws IOException {
    EmbeddedPostgres.start(data, PostgresOptions.defaults()).close();
    var cluster = data.resolve("postgres/cluster");
    for (var file : List.of(this.file, key)) {
      var copy = Files.copy(file, cluster.resolve(file.getFileName().toString()));
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
      Files.setOwner(copy, Files.getOwner(cluster));
    }
    return EmbeddedPostgres.start(
        data,
        PostgresOptions.defaults()
            .withSettings(
                Map.of("ssl", "on", "ssl_cert_file", name(file), "ssl_key_file", name(key))));
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static Path pem(Path directory, String type, byte[] content) throws IOException {
    var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return Files.writeString(
        directory.resolve(type.replace(' ', '-') + ".pem"),
        "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n");
  }
}
