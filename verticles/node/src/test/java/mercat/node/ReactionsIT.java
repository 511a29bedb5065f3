package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A few customers of a real month, whose system is killed twice and loses its mail server for some
 * seconds. How many are served meanwhile is not judged among other tests.
 */
class ReactionsIT {
  @TempDir private Path folder;

  @Test
  void losesNothingThatFollowsFromARegistrationOrAnOrder() throws Exception {
    var json = folder.resolve("verdict.json");
    int exit =
        Main.commandLine()
            .execute(
                "reactions",
                "--customers=60",
                "--kill",
                "--smtp-down=6",
                "--data=" + folder,
                "--json=" + json);
    var verdict = new JsonObject(Files.readString(json));
    assertThat(objects(verdict, "deaths")).as(verdict.encodePrettily()).hasSize(2);
    var reactions = objects(verdict.getJsonObject("reactions"), "reactions");
    assertThat(reactions.getFirst().getLong("count")).isEqualTo(60);
    assertThat(reactions)
        .allMatch(reaction ->
            objects(reaction, "effects").stream()
                .allMatch(effect -> effect.getLong("count").equals(reaction.getLong("count"))));
    assertThat(
            reactions.stream()
                .flatMap(reaction -> objects(reaction, "effects").stream())
                .mapToLong(effect -> effect.getLong("repeats"))
                .sum())
        .isGreaterThanOrEqualTo(2);
    assertThat(verdict.getJsonObject("reactions").getLong("couponRefused")).isEqualTo(20);
    var outage = verdict.getJsonObject("outage");
    assertThat(outage.getDouble("oldestMaxSeconds")).isPositive();
    assertThat(outage.getLong("waitingMax")).isPositive();
    assertThat(outage.getLong("waitingLast")).isZero();
    assertThat(objects(verdict, "invariants")).allMatch(finding -> finding.getBoolean("holds"));
    assertThat(exit).isEqualTo(verdict.getBoolean("ok") ? 0 : 3);
  }

  private static List<JsonObject> objects(JsonObject json, String key) {
    return json.getJsonArray(key).stream().map(JsonObject.class::cast).toList();
  }
}
