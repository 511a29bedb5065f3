package mercat.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import mercat.contracts.Command;
import mercat.lab.fake.FakeShop;
import mercat.lab.fake.FakeShop.Manner;
import mercat.lab.system.NodeAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands as the launcher runs them: flags, exit codes, JSON. */
class CommandsTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void offersHelpOnEveryCommand() {
    var names =
        """
        demo,replay,drop,verify,fuzz,bench,crash,overload,siege,status,torture,safeguards,new-context,sign-ins,timing,reactions,discovery,events,evaluate-recommendations,\
        admin create,admin token add,admin token list,admin token revoke,admin client add,admin client list,admin client revoke,admin key rotate,\
        follower list,follower parked,follower retry,follower discard,follower reset,follower accept\
        """;
    for (var name : names.split(",", -1)) {
      assertThat(run((name + " --help").split(" ", -1))).isZero();
      assertThat(out.toString()).contains("Usage: mercat " + name, "--json=FILE", "--quiet");
    }
  }

  @Test
  void endsWithTheVerdictAndWritesItAsJson() throws IOException {
    var json = folder.resolve("deep/out.json");
    try (var shop = new FakeShop(Manner.HONEST)) {
      assertThat(drop(shop, json)).isZero();
    }
    var written = new ObjectMapper().readTree(json.toFile());
    assertThat(written.path("ok").asBoolean()).isTrue();
    assertThat(written.path("sold").asInt()).isEqualTo(5);
    assertThat(written.has("oversold")).isTrue();

    try (var shop = new FakeShop(Manner.OVERSELLING)) {
      assertThat(drop(shop, json)).isEqualTo(3);
    }
    assertThat(new ObjectMapper().readTree(json.toFile()).path("ok").asBoolean()).isFalse();
  }

  @Test
  void isSilentWhenQuietAndAloneOnStandardOutputWhenJsonGoesThere() throws IOException {
    try (var shop = new FakeShop(Manner.HONEST)) {
      assertThat(drop(shop, folder.resolve("a.json"), "--quiet")).isZero();
      assertThat(out.toString() + err).isEmpty();
      assertThat(drop(shop, Path.of("-"))).isZero();
      assertThat(new ObjectMapper().readTree(out.toString()).path("sold").asInt()).isEqualTo(5);
    }
  }

  @Test
  void leavesNoVerdictOfAnEarlierRunAndSaysFirstWhereItCanWriteNone() throws IOException {
    var json = Files.writeString(folder.resolve("out.json"), "{\"ok\": true}");
    var status = new String[] {"status", "--url", "http://127.0.0.1:1", "--json", json.toString()};
    assertThat(run(status)).isEqualTo(69);
    assertThat(json).isEmptyFile();
    status[4] += "/none";
    assertThat(run(status)).isEqualTo(2);
    assertThat(err.toString()).contains("--json: cannot write " + json).hasLineCount(1);
  }

  @Test
  void saysInOneLineWhatIsMissing() throws IOException {
    assertThat(run("drop", "--data", folder.toString())).isEqualTo(69);
    assertThat(err.toString()).contains("cannot read").hasLineCount(1);

    Files.writeString(folder.resolve("admin.token"), "t");
    assertThat(run("drop", "--quiet", "--url", "http://127.0.0.1:1", "--data", folder.toString()))
        .isEqualTo(69);
    assertThat(err.toString()).contains("nobody answers at http://127.0.0.1:1").hasLineCount(1);

    assertThat(run("status", "--url", "http://127.0.0.1:1")).isEqualTo(69);
    assertThat(err.toString()).contains("nobody answers at http://127.0.0.1:1").hasLineCount(1);

    assertThat(run("admin", "token", "list", "--url", "http://127.0.0.1:1", "--data", "" + folder))
        .isEqualTo(69);
    assertThat(err.toString()).contains("nobody answers at http://127.0.0.1:1").hasLineCount(1);

    assertThat(run("verify", "--data", folder.toString())).isEqualTo(69);
    assertThat(err.toString()).contains("no database is known").hasLineCount(1);
  }

  @Test
  void findsTheSystemThatWasStartedInTheDataDirectory() throws IOException {
    assertThat(run("status", "--data", folder.toString())).isEqualTo(69);
    assertThat(err.toString()).contains("no system was started in " + folder).hasLineCount(1);

    var cluster = Files.createDirectories(folder.resolve("cluster"));
    Files.writeString(cluster.resolve("admin.token"), FakeShop.TOKEN + "\n");
    try (var shop = new FakeShop(Manner.HONEST)) {
      var nodes = List.of(new NodeAddress("n1", shop.address(), Optional.of(shop.address())));
      NodeAddress.write(cluster, nodes);
      assertThat(NodeAddress.in(cluster)).isEqualTo(nodes);
      var words = "drop --stock 5 --buyers 20 --data " + folder;
      assertThat(run(words.split(" ", -1))).as(err.toString()).isZero();
    }
    assertThat(run("status", "--data", folder.toString())).isEqualTo(69);
    assertThat(err.toString()).contains("nobody answers at http://127.0.0.1:");
    assertThat(run("verify", "--data", folder.toString())).isEqualTo(69);
    assertThat(err.toString()).contains(cluster + "/database.json does not exist");

    NodeAddress.write(Files.createDirectories(folder.resolve("demo")), List.of());
    assertThat(run("verify", "--data", folder.toString())).isEqualTo(69);
    assertThat(err.toString()).contains("--data " + cluster + " or " + folder.resolve("demo"));
  }

  @Test
  void refusesWhatCannotBeMeant() throws IOException {
    var wrong =
        """
        replay                           | FILE
        replay x.csv --stock-share 2     | stock share: 0 to 1
        drop --buyers 0                  | buyers: 1 to 1000000
        drop --url ftp://shop            | not a URL of the form http://host:port
        verify --db mysql://x/y          | not of the form postgresql://
        bench --rounds 99                | rounds: 1 to 9
        bench --floor wood               | no floor is called wood
        fuzz --requests 0                | requests: 1 to 100000000
        demo --orders 0                  | orders: 1 to
        crash                            | --points
        crash --points --fault flood     | --fault
        bench --accounts 0               | accounts: 1 to 100000
        sign-ins --at-once 0             | at once: 1 to 1000
        sign-ins --hash-memory-kib 7     | hash memory: 8 to 1048576
        timing --samples 9               | samples: 10 to 100000
        overload --peak 9                | peak: 10 to 10000
        overload --peak 10001            | peak: 10 to 10000
        overload --times 0               | times: 1 to 50
        overload --times=                | times
        overload --seconds 0             | seconds: 1 to 600
        overload --seconds 601           | seconds: 1 to 600
        overload --times 41              | which the lab cannot send
        overload --times 40 --seconds 0  | seconds: 1 to 600
        torture --minutes 0              | minutes: 1 to 1440
        torture --rate 0                 | rate: 1 to 5000
        torture --faults F99             | no fault is called F99; there are F1, F2
        torture --provider paypal        | no provider is called paypal; there are sandbox, stripe
        provider --port 65536            | port: 0 to 65535
        provider --hooks ftp://a/b       | hooks: ftp://a/b is not of the form
        cluster --nodes 99               | nodes: 1 to 16
        discovery --ttl 2                | ttl: 3 to 300
        discovery --per-second 0         | per second: 1 to 100
        events --kills 0                 | kills: 1 to 200
        events --kills 7 --orders 6      | orders: 7 to
        safeguards --minutes 0           | minutes: 1 to 60
        new-context                      | NAME
        admin                            | Usage: mercat admin
        follower                         | Usage: mercat follower
        follower reset orders payments   | POSITION
        admin token                      | Missing required subcommand
        admin create                     | --email
        admin token add --name a --days 1 | --scopes
        admin token add --name a --scopes b --days soon | --days
        admin token revoke               | NAME
        """;
    for (var line : wrong.lines().toList()) {
      var parts = line.split(" +\\| ", -1);
      assertThat(run(parts[0].split(" ", -1))).as(line).isEqualTo(2);
      assertThat(err.toString()).as(line).contains(parts[1]);
    }
    assertThat(run("new-context", "Wishlists")).isEqualTo(2);
    assertThat(err.toString()).contains("from a to z, not Wishlists").hasLineCount(1);

    var broken = folder.resolve("broken.csv");
    Files.writeString(broken, "nothing,of,this\n");
    assertThat(run("replay", broken.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("broken.csv, line 1: wrong header").hasLineCount(1);
  }

  private int drop(FakeShop shop, Path json, String... more) throws IOException {
    Files.writeString(folder.resolve("admin.token"), FakeShop.TOKEN + "\n");
    var words =
        "drop --url %s --data %s --stock 5 --buyers 20 --json %s"
            .formatted(shop.address(), folder, json);
    return run(
        Stream.concat(Stream.of(words.split(" ", -1)), Stream.of(more)).toArray(String[]::new));
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    var line = new CommandLine(new Mercat());
    ServiceLoader.load(Command.class).forEach(line::addSubcommand);
    return line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
  }

  @CommandLine.Command(name = "mercat")
  private static final class Mercat {}
}
