package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import mercat.embedded.EmbeddedPostgres;
import mercat.embedded.PostgresOptions;
import mercat.verify.Verify;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The newest PostgreSQL, which Mercat brings, and the oldest that it runs on. */
class PostgresVersionsIT {
  /** Where the build puts the programs of the oldest, on the platforms that it has them for. */
  private static final Path OLDEST = Path.of("target/postgres");

  @TempDir Path folder;

  static Stream<PostgresOptions> versions() throws IOException {
    var newest = PostgresOptions.defaults();
    if (!Files.isDirectory(OLDEST)) {
      return Stream.of(newest);
    }
    try (var jars = Files.list(OLDEST)) {
      return Stream.concat(Stream.of(newest), jars.toList().stream().map(newest::withJar));
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void takesAnOrderAndStartsAgain(PostgresOptions version) throws Exception {
    try (var server = EmbeddedPostgres.start(folder.resolve("server"), version)) {
      var url =
          "postgresql://%s:%s@%s:%d/shop"
              .formatted(server.superuser(), server.password(), server.host(), server.port());
      var unused =
          DatabaseServer.create(DatabaseServer.loginOf(url), Hosting.of(Set.of()).schemas());
      try (var shop = RunningShop.on(url, folder.resolve("node"))) {
        shop.sells("ONE", 100, 2);
        shop.order("one", "b@example.org", "ONE", 1, "tok_ok").is(201);
        shop.awaitStock("ONE", 1, 0);
        assertThat(shop.texts("select attstorage from pg_attribute where attname = 'events'"))
            .isNotEmpty()
            .containsOnly("e");
      }
      try (var shop = RunningShop.on(url, folder.resolve("node"))) {
        shop.order("two", "b@example.org", "ONE", 1, "tok_ok").is(201);
        shop.awaitStock("ONE", 0, 0);
        assertThat(Verify.run(shop.database(), List.of()).broken()).isEmpty();
      }
    }
  }
}
