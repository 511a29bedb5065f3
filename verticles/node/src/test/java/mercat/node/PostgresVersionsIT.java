package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mercat.embedded.EmbeddedPostgres;
import mercat.embedded.PostgresOptions;
import mercat.verify.Verify;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every PostgreSQL that Mercat runs on: the one it brings, and those that the build fetches. */
class PostgresVersionsIT {
  /** Where the build puts the programs of the others, on the platforms that it has them for. */
  private static final Path OTHERS = Path.of("target/postgres");

  private static final Pattern MAJOR = Pattern.compile("-([0-9]+)\\.[0-9.]+\\.jar$");

  /** Of what the logs hold. */
  private static final String STORAGE =
      """
      select attstorage from pg_attribute
       where attname = 'events' and attrelid in (select oid from pg_class where relname = 'log')\
      """;

  @TempDir Path folder;

  static Stream<String> versions() throws IOException {
    if (!Files.isDirectory(OTHERS)) {
      return Stream.of("");
    }
    try (var jars = Files.list(OTHERS)) {
      return Stream.concat(Stream.of(""), jars.map(Path::toString).sorted().toList().stream());
    }
  }

  @AfterEach
  void usesItsOwnAgain() {
    System.clearProperty(PostgresOptions.JAR);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void takesAnOrderAndStartsAgain(String jar) throws Exception {
    if (!jar.isEmpty()) {
      System.setProperty(PostgresOptions.JAR, jar);
    }
    try (var server =
        EmbeddedPostgres.start(folder.resolve("server"), PostgresOptions.defaults())) {
      var url =
          "postgresql://%s:%s@%s:%d/shop"
              .formatted(server.superuser(), server.password(), server.host(), server.port());
      var unused =
          DatabaseServer.create(DatabaseServer.loginOf(url), Hosting.of(Set.of()).schemas());
      try (var shop = RunningShop.on(url, folder.resolve("node"))) {
        var major = MAJOR.matcher(jar);
        assertThat(shop.texts("show server_version"))
            .singleElement(STRING)
            .startsWith(major.find() ? major.group(1) + "." : "18.");
        shop.sells("ONE", 100, 2);
        assertThat(shop.order("one", "b@example.org", "ONE", 1, "tok_ok").status()).isIn(201, 202);
        shop.awaitStock("ONE", 1, 0);
        assertThat(shop.texts(STORAGE)).isNotEmpty().containsOnly("e");
      }
      try (var shop = RunningShop.on(url, folder.resolve("node"))) {
        assertThat(shop.order("two", "b@example.org", "ONE", 1, "tok_ok").status()).isIn(201, 202);
        shop.awaitStock("ONE", 0, 0);
        assertThat(Verify.run(shop.database(), List.of()).broken()).isEmpty();
      }
    }
  }
}
