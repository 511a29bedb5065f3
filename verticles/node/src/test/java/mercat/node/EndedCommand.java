package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a command of the lab ended, run as the launcher runs it, and what it wrote with {@code
 * --json}.
 */
record EndedCommand(int exitCode, JsonObject verdict) {
  static EndedCommand of(Path folder, String... arguments) throws IOException {
    var json = folder.resolve("verdict.json");
    var files = Stream.of("--data=" + folder, "--json=" + json);
    int exitCode =
        Main.commandLine()
            .execute(Stream.concat(Stream.of(arguments), files).toArray(String[]::new));
    return new EndedCommand(exitCode, new JsonObject(Files.readString(json)));
  }

  void requireOk() {
    assertThat(verdict.getBoolean("ok")).as(verdict.encodePrettily()).isTrue();
    assertThat(exitCode).isZero();
  }

  /** Its exit code says what its verdict says, and the books are in order whatever that is. */
  void requireInvariants() {
    assertThat(exitCode).isEqualTo(verdict.getBoolean("ok") ? 0 : 3);
    assertThat(objects("invariants")).allMatch(finding -> finding.getBoolean("holds"));
  }

  List<JsonObject> objects(String key) {
    return verdict.getJsonArray(key).stream().map(JsonObject.class::cast).toList();
  }
}
