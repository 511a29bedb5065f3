package mercat.lab.status;

import java.util.List;
import java.util.Map;
import mercat.lab.terminal.CommandVerdict;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;

/**
 * How a system is.
 *
 * @param lags how far each follower is behind, in seconds
 * @param troubles what is not well, a line each
 */
public record StatusVerdict(
    boolean ok,
    List<Node> nodes,
    List<Context> contexts,
    Map<String, Double> lags,
    List<String> troubles)
    implements CommandVerdict {

  /**
   * One node, as its own listener tells.
   *
   * @param members whom it sees
   * @param breakers their states, by target
   * @param trouble why it did not answer; empty when it did
   */
  public record Node(
      String node,
      String ops,
      String version,
      String phase,
      boolean ready,
      List<String> members,
      Map<String, String> breakers,
      List<String> alarms,
      String trouble) {}

  /** A context on a node, as the discovery records tell. */
  public record Context(String context, String node, String version, boolean ready) {}

  @Override
  public void print(Screen screen) {
    var table = new TextTable("node", "ready", "phase", "version", "members", "operate");
    for (var node : nodes) {
      table.add(
          node.node(),
          node.ready(),
          node.phase(),
          node.version(),
          String.join(" ", node.members()),
          node.ops());
    }
    screen.table(table);
    var hosted = new TextTable("context", "node", "ready", "version");
    contexts.forEach(context ->
        hosted.add(context.context(), context.node(), context.ready(), context.version()));
    screen.table(hosted);
    var behind = new TextTable("follower", "behind");
    lags.forEach((follower, lag) -> behind.add(follower, Numbers.decimal(lag) + " s"));
    screen.table(behind);
    screen.troubles(troubles);
    screen.verdict(ok, "all is well", "NOT all is well");
  }
}
