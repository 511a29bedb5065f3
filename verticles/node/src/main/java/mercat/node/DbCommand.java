package mercat.node;

import java.nio.file.Path;
import java.util.Set;
import mercat.contracts.Command;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** What can be done with a database server. */
@CommandLine.Command(
    name = "db",
    description = "Prepares a PostgreSQL, or serves the embedded one by itself.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class DbCommand implements Command {
  /** Sixteen nodes of all contexts, with four connections for each, and whoever looks on. */
  private static final int CONNECTIONS_MAX = 600;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return CommandLine.ExitCode.USAGE;
  }

  /** Serves nothing but the embedded PostgreSQL, so that it is no node's child. */
  @CommandLine.Command(
      name = "serve",
      description = {
        "Serves the embedded PostgreSQL of a data directory until it is told to stop, for nodes that",
        "are started beside it with --db. Writes database.json, as up does; starts the server again",
        "when it was killed.",
      },
      mixinStandardHelpOptions = true)
  Integer serve(
      @Option(
              names = "--data",
              paramLabel = "DIR",
              defaultValue = "${sys:user.home}/.mercat",
              description = "data directory (default: ~/.mercat)")
          Path data,
      @Option(
              names = "--listen",
              paramLabel = "ADDRESS",
              description = {
                "listen on this address of the machine too; every host of its network may connect with a",
                "password (default: this machine only)",
              })
          @Nullable String listen,
      @Option(names = "--quiet", description = "no banner") boolean quiet) {
    try (var stop = StopSignal.ofProcess();
        var database = EmbeddedDatabase.startForMany(data, CONNECTIONS_MAX, listen)) {
      var logins = DatabaseServer.createEmbedded(database.admin(), schemas(), data);
      if (!quiet) {
        var unused = tell("database  " + logins + ", see " + data.resolve("database.json"));
      }
      return stop.await();
    }
  }

  /** Makes everything that nodes need, so that they can start with a role that makes nothing. */
  @CommandLine.Command(
      name = "init",
      description = {
        "Prepares a database, which is made when it is not there: schemas, tables, a role for each",
        "context. Writes node.url, with which nodes start and can change no schema, and verify.url,",
        "with which verify may only read. Safe to repeat; see docs/database.md.",
      },
      mixinStandardHelpOptions = true)
  Integer init(
      @Option(
              names = "--admin-url",
              paramLabel = "URL",
              required = true,
              defaultValue = "${env:DATABASE_URL}",
              description = "who may create roles and schemas (default: DATABASE_URL)")
          String adminUrl,
      @Option(
              names = "--out",
              paramLabel = "DIR",
              required = true,
              description = "where the two files are written, for their owner only")
          Path out) {
    var logins = DatabaseServer.create(DatabaseServer.loginOf(adminUrl), schemas());
    DatabaseServer.writeSecret(out.resolve("node.url"), logins.node().url());
    DatabaseServer.writeSecret(out.resolve("verify.url"), logins.verify().url());
    return tell("prepared " + logins + "; see " + out);
  }

  /** The same for a database that is there, as a step before its nodes of a new version start. */
  @CommandLine.Command(
      name = "migrate",
      description = "Brings the schemas of a database to this version's state. Safe to repeat.",
      mixinStandardHelpOptions = true)
  Integer migrate(
      @Option(
              names = "--admin-url",
              paramLabel = "URL",
              required = true,
              defaultValue = "${env:DATABASE_URL}",
              description = "who prepared it (default: DATABASE_URL)")
          String adminUrl) {
    return tell(
        "up to date: " + DatabaseServer.prepare(DatabaseServer.loginOf(adminUrl), schemas()));
  }

  private static Set<String> schemas() {
    return Hosting.of(Set.of()).schemas();
  }

  private int tell(String line) {
    var out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
    return CommandLine.ExitCode.OK;
  }
}
