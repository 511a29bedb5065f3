package mercat.lab.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import mercat.lab.cluster.NodeLife;
import org.junit.jupiter.api.Test;

/** What is told of nodes, right and wrong. A life began at 1000 and, of n2, another at 5000. */
class TopologyTruthTest {
  private static final long NOW = 60_000_000_000L;

  private static final NodeLife N1 = serving("n1", 1_000);
  private static final NodeLife N2 = serving("n2", 5_000);
  private static final NodeLife N2_DEAD =
      new NodeLife("n2", Set.of(), false, false, false, 1_000, NOW - 7_000_000_000L);
  private static final NodeLife N2_STARTING =
      new NodeLife("n2", Set.of(), true, false, false, 5_000, NOW - 7_000_000_000L);

  private static final String R1 =
      record("orders", "n1", 1_001) + ", " + record("edge", "n1", 1_001);
  private static final String R2 =
      record("orders", "n2", 5_002) + ", " + record("edge", "n2", 5_002);

  @Test
  void holdsWhenEverybodyNamesExactlyThoseWhoLive() {
    var truth =
        truth(
            List.of(N1, N2),
            view("n1", "'n1', 'n2'", R1 + "," + R2),
            view("n2", "'n2', 'n1'", R2 + "," + R1));
    assertThat(truth.isWhole()).isTrue();
    assertThat(truth(List.of(N1, N2_DEAD), view("n1", "'n1'", R1)).isWhole()).isTrue();
  }

  @Test
  void letsANodeThatIsNotReadyBeNamedOrNot() {
    assertThat(truth(List.of(N1, N2_STARTING), view("n1", "'n1'", R1)).isWhole()).isTrue();
    assertThat(truth(List.of(N1, N2_STARTING), view("n1", "'n1', 'n2'", R1 + "," + R2)).isWhole())
        .isTrue();
  }

  @Test
  void catchesARecordOfALifeThatHasEnded() {
    var old = record("orders", "n2", 1_002);
    var truth = truth(List.of(N1, N2_STARTING), view("n1", "'n1', 'n2'", R1 + "," + old));
    assertThat(truth.stale())
        .containsExactly("n1 has a record of orders at n2, of an earlier life");
    assertThat(truth.staleNanos()).isEqualTo(7_000_000_000L);
  }

  @Test
  void catchesAMemberAndARecordOfTheDead() {
    var truth = truth(List.of(N1, N2_DEAD), view("n1", "'n1', 'n2'", R1 + "," + R2));
    assertThat(truth.stale())
        .contains("n1 still has n2 as a member", "n1 has a record of edge at n2, which is dead");
    assertThat(truth.missing()).isEmpty();
  }

  @Test
  void catchesWhoServesAndIsNotNamed() {
    var away = view("n1", "'n1'", R1);
    var here = view("n2", "'n1', 'n2'", R1 + "," + R2);
    assertThat(truth(List.of(N1, N2), away, here).missing())
        .contains("n1 does not name n2, which serves", "n1 has no route to orders at n2");
  }

  @Test
  void catchesARouteThatIsNotReadyOrOfAnotherLifeOnly() {
    var notReady = record("edge", "n2", 5_002).replace("true", "false");
    var one = view("n1", "'n1', 'n2'", R1 + "," + record("orders", "n2", 5_002) + "," + notReady);
    assertThat(truth(List.of(N1, N2), one, view("n2", "'n1', 'n2'", R1 + "," + R2)).missing())
        .containsExactly("n1 has no route to edge at n2");
  }

  @Test
  void catchesOutsidersAndSilence() {
    var truth = truth(List.of(N1, N2), view("n1", "'n1', 'n2', 'n9'", R1 + "," + R2));
    assertThat(truth.missing())
        .containsExactly("n1 names n9, which was never there", "n2 does not tell who is there");
    assertThat(truth(List.of(N1), view("n1", "'n1'", "")).missing())
        .containsExactly("nobody has a record of anything");
  }

  @Test
  void knowsWhatANodeHostsWhereThatIsSaid() {
    var orders = new NodeLife("n1", Set.of("orders", "payments"), true, true, false, 1_000, 0);
    assertThat(truth(List.of(orders), view("n1", "'n1'", R1)).missing())
        .containsExactly("n1 has no route to payments at n1");
  }

  private static NodeLife serving(String name, long bornMs) {
    return new NodeLife(name, Set.of(), true, true, false, bornMs, NOW - 7_000_000_000L);
  }

  private static TopologyTruth truth(List<NodeLife> lives, TopologyView... views) {
    return TopologyTruth.of(lives, List.of(views), NOW);
  }

  private static String record(String context, String node, long epoch) {
    return "{'context': '%s', 'node': '%s', 'epoch': %d, 'ready': true}"
        .formatted(context, node, epoch);
  }

  private static TopologyView view(String viewer, String members, String records) {
    var json = "{'members': [%s], 'contexts': [%s]}".formatted(members, records).replace('\'', '"');
    try {
      return TopologyView.of(viewer, new ObjectMapper().readTree(json));
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(malformed);
    }
  }
}
