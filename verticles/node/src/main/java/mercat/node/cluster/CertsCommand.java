package mercat.node.cluster;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import mercat.contracts.Command;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Makes the certificates by which the nodes of a cluster know one another. */
@CommandLine.Command(
    name = "certs",
    description = {
      "Makes an authority and a certificate for each node. Once more with the same --out: the same",
      "authority renews them, or adds a node. Nodes that run read their files again by themselves.",
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class CertsCommand implements Command {
  private static final int DAYS_MAX = 3_649;

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

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "how long they are valid (default: ${DEFAULT-VALUE})")
  private int days = 365;

  @Override
  public Integer call() throws Exception {
    var now = Instant.now();
    if (days < 1 || days > DAYS_MAX) {
      throw new ParameterException(
          spec.commandLine(), "--days: " + days + " is not from 1 to " + DAYS_MAX);
    }
    var authority = ClusterAuthority.in(out);
    var until = now.plus(days, ChronoUnit.DAYS);
    if (until.isAfter(authority.validUntil())) {
      throw new ParameterException(
          spec.commandLine(),
          "--days: the authority in %s ends before, on %s".formatted(out, authority.validUntil()));
    }
    for (var node : nodes) {
      authority.issue(node, out.resolve(node), readable, now, until);
    }
    spec.commandLine()
        .getOut()
        .println(
            "made %d certificates in %s, valid until %s; give each node its own directory (cluster.certificates), and keep %s to yourself"
                .formatted(
                    nodes.size(),
                    out,
                    until.truncatedTo(ChronoUnit.SECONDS),
                    out.resolve(ClusterAuthority.KEY)));
    return 0;
  }
}
