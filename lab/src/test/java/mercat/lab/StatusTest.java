package mercat.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import mercat.lab.StatusCommand.Reading;
import mercat.lab.StatusCommand.StatusVerdict;
import mercat.lab.load.ServerAddress;
import mercat.lab.system.Io;
import org.junit.jupiter.api.Test;

/** What counts as well, and what does not. */
class StatusTest {
  private static final String WELL =
      """
      {"node": "n1", "version": "0.1.0", "phase": "ready", "members": ["n2", "n1"],
       "contexts": [{"context": "orders", "node": "n1", "version": "0.1.0", "ready": true}],
       "breakers": {"payments@n2": "CLOSED"}, "alarms": {},
       "certificateValidUntil": "2027-01-01T00:00:00Z"}
      """;

  private static final String LAG =
      """
      # HELP mercat_follower_lag_seconds behind
      mercat_follower_lag_seconds{context="payments",source="orders"} 0.25
      mercat_follower_position{context="payments",source="orders"} 7.0
      """;

  @Test
  void isTrueWhenEveryNodeIsReadyAndNothingIsAmiss() {
    var verdict = StatusCommand.verdict(List.of(reading(WELL, true, LAG)));
    assertThat(verdict.ok()).isTrue();
    assertThat(verdict.nodes().getFirst().members()).containsExactly("n1", "n2");
    assertThat(verdict.nodes().getFirst().certificateValidUntil()).startsWith("2027-01-01");
    assertThat(verdict.contexts())
        .containsExactly(new StatusVerdict.Context("orders", "n1", "0.1.0", true));
    assertThat(verdict.lags()).containsExactly(java.util.Map.entry("payments of orders", 0.25));
  }

  @Test
  void namesEverythingThatIsAmiss() {
    assertThat(troubles(reading(WELL, false, ""))).containsExactly("n1 is not ready");
    assertThat(troubles(reading(WELL.replace("CLOSED", "OPEN"), true, "")))
        .containsExactly("n1: breaker to payments@n2 is OPEN");
    assertThat(troubles(reading(WELL.replace("true", "false"), true, "")))
        .containsExactly("orders on n1 is not ready");
    assertThat(
            troubles(
                reading(
                    WELL.replace(
                        "\"alarms\": {}", "\"alarms\": {\"orders\": {\"payments\": \"a hole\"}}"),
                    true,
                    "")))
        .containsExactly("n1: orders payments: a hole");
    assertThat(troubles(reading(WELL, true, LAG.replace("0.25", "75"))))
        .containsExactly("payments of orders is behind by 75 s");
  }

  @Test
  void namesNodesThatSeeOtherMembersThanTheirNeighbours() {
    var verdict =
        StatusCommand.verdict(
            List.of(
                reading(WELL, true, ""),
                reading(
                    WELL.replace("[\"n2\", \"n1\"]", "[\"n2\"]").replace("\"n1\"", "\"n2\""),
                    true,
                    "")));
    assertThat(verdict.troubles())
        .containsExactly("nodes do not see the same members: n1, n2 | n2");
  }

  @Test
  void namesANodeThatDoesNotAnswer() {
    var silent =
        new Reading(
            new ServerAddress("127.0.0.1", 2, ""),
            false,
            new ObjectMapper().createObjectNode(),
            "",
            "Connection refused");
    assertThat(troubles(silent)).containsExactly("http://127.0.0.1:2: Connection refused");
  }

  private static List<String> troubles(Reading reading) {
    var verdict = StatusCommand.verdict(List.of(reading));
    assertThat(verdict.ok()).isEqualTo(verdict.troubles().isEmpty());
    return verdict.troubles();
  }

  private static Reading reading(String topology, boolean ready, String metrics) {
    var json = Io.get("no JSON", () -> new ObjectMapper().readTree(topology));
    return new Reading(new ServerAddress("127.0.0.1", 1, ""), ready, json, metrics, "");
  }
}
