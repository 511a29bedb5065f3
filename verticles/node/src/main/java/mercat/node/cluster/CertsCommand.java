package mercat.node.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mercat.contracts.Command;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Makes the certificates by which the nodes of a cluster know one another. */
@CommandLine.Command(
    name = "certs",
    description =
        "Makes an authority of its own and a certificate for each node, valid for 30 days: for tests and a first cluster.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class CertsCommand implements Command {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "a directory for each node is made here")
  private Path out = Path.of(".");

  @Option(
      names = "--nodes",
      required = true,
      split = ",",
      paramLabel = "NAME",
      description = "the nodes' names")
  private List<String> nodes = new ArrayList<>();

  @Option(
      names = "--readable",
      description =
          "let every user of the machine read the keys, as containers with users of their own must")
  private boolean readable;

  @Override
  public Integer call() throws Exception {
    var authority = new TestAuthority();
    for (var node : nodes) {
      authority.issue(node, out.resolve(node), readable);
    }
    spec.commandLine()
        .getOut()
        .println(
            "made %d certificates in %s; give each node its own directory: cluster.certificates"
                .formatted(nodes.size(), out));
    return 0;
  }
}
