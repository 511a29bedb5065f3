package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
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
    var ended = EndedCommand.of(folder, "reactions", "--customers=60", "--kill", "--smtp-down=6");
    var verdict = ended.verdict();
    assertThat(ended.objects("deaths")).as(verdict.encodePrettily()).hasSize(2);
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
    ended.requireInvariants();
  }

  private static List<JsonObject> objects(JsonObject json, String key) {
    return json.getJsonArray(key).stream().map(JsonObject.class::cast).toList();
  }
}
