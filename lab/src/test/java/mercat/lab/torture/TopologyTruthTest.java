package mercat.lab.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mercat.lab.cluster.ClusterNode.NodeLife;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of nodes, right and wrong. A life began at 1000 and, of n2, another at 5000. */
class TopologyTruthTest {
  private static final long DIED_AGO = 7_000_000_000L;
  private static final long NOW = 60_000_000_000L;

  private static final Map<String, NodeLife> LIVES =
      Map.of(
          "n1", life("n1", Set.of(), true, true, 1_000),
          "n1-hosting-two", life("n1", Set.of("orders", "payments"), true, true, 1_000),
          "n2", life("n2", Set.of(), true, true, 5_000),
          "n2-dead", life("n2", Set.of(), false, false, 1_000),
          "n2-starting", life("n2", Set.of(), true, false, 5_000));

  /** Lives; what each node that answers tells: members, and routes with their epochs. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          all is so                | n1 n2          | n1: n1 n2 orders@n1-1001 edge@n1-1001 orders@n2-5002 edge@n2-5002; n2: n2 n1 orders@n2-5002 edge@n2-5002 orders@n1-1001 edge@n1-1001 | ''
          nothing of the dead      | n1 n2-dead     | n1: n1 orders@n1-1001 edge@n1-1001                                           | ''
          a starting one not named | n1 n2-starting | n1: n1 orders@n1-1001 edge@n1-1001                                           | ''
          a starting one named     | n1 n2-starting | n1: n1 n2 orders@n1-1001 edge@n1-1001 orders@n2-5002 edge@n2-5002            | ''
          of an earlier life       | n1 n2-starting | n1: n1 n2 orders@n1-1001 edge@n1-1001 orders@n2-1002                         | n1 has a record of orders at n2, of an earlier life
          of the dead              | n1 n2-dead     | n1: n1 n2 orders@n1-1001 edge@n1-1001 edge@n2-5002                           | n1 still has n2 as a member; n1 has a record of edge at n2, which is dead
          who serves is not named  | n1 n2          | n1: n1 orders@n1-1001 edge@n1-1001; n2: n1 n2 orders@n1-1001 edge@n1-1001 orders@n2-5002 edge@n2-5002 | n1 does not name n2, which serves; n1 has no route to edge at n2; n1 has no route to orders at n2
          a route not ready        | n1 n2          | n1: n1 n2 orders@n1-1001 edge@n1-1001 orders@n2-5002 edge@n2-5002-unready; n2: n1 n2 orders@n1-1001 edge@n1-1001 orders@n2-5002 edge@n2-5002 | n1 has no route to edge at n2
          strangers and silence    | n1 n2          | n1: n1 n2 n9 orders@n1-1001 edge@n1-1001 orders@n2-5002 edge@n2-5002         | n1 names n9, which was never there; n2 does not tell who is there
          nobody knows anything    | n1             | n1: n1                                                                       | nobody has a record of anything
          what a node should host  | n1-hosting-two | n1: n1 orders@n1-1001 edge@n1-1001                                           | n1 has no route to payments at n1
          """)
  void knowsWhatIsSo(String what, String lives, String views, String wrong) {
    var told = new LinkedHashMap<String, JsonNode>();
    for (var view : views.split("; ", -1)) {
      var colon = view.indexOf(": ");
      told.put(view.substring(0, colon), topology(view.substring(colon + 2).split(" ", -1)));
    }
    var truth =
        new TopologyTruth(Stream.of(lives.split(" ", -1)).map(LIVES::get).toList(), told, NOW);
    assertThat(
            Stream.concat(truth.stale().stream(), truth.missing().stream())
                .collect(Collectors.joining("; ")))
        .isEqualTo(wrong);
    assertThat(truth.isWhole()).isEqualTo(wrong.isEmpty());
    assertThat(truth.staleNanos()).isEqualTo(truth.stale().isEmpty() ? 0 : DIED_AGO);
  }

  private static NodeLife life(
      String name, Set<String> contexts, boolean alive, boolean ready, long bornMs) {
    return new NodeLife(name, contexts, alive, ready, false, bornMs, NOW - DIED_AGO);
  }

  private static JsonNode topology(String[] words) {
    var json = new ObjectMapper().createObjectNode();
    var members = json.putArray("members");
    var contexts = json.putArray("contexts");
    for (var word : words) {
      var parts = List.of(word.split("[@-]", -1));
      if (parts.size() == 1) {
        members.add(word);
      } else {
        var route = contexts.addObject();
        route.put("context", parts.get(0)).put("node", parts.get(1));
        route.put("epoch", Long.parseLong(parts.get(2))).put("ready", parts.size() == 3);
      }
    }
    return json;
  }
}
