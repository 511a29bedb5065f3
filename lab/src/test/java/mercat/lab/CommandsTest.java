package mercat.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import mercat.contracts.Command;
import mercat.lab.fake.FakeShop;
import mercat.lab.fake.FakeShop.Manner;
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
        "demo replay drop verify fuzz bench crash overload siege status torture safeguards new-context";
    for (var name : names.split(" ", -1)) {
      assertThat(run(name, "--help")).isZero();
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
  void saysInOneLineWhatIsMissing() throws IOException {
    assertThat(run("drop", "--data", folder.toString())).isEqualTo(69);
    assertThat(err.toString()).contains("cannot read").hasLineCount(1);

    Files.writeString(folder.resolve("admin.token"), "t");
    assertThat(run("drop", "--quiet", "--url", "http://127.0.0.1:1", "--data", folder.toString()))
        .isEqualTo(69);
    assertThat(err.toString()).contains("nobody answers at http://127.0.0.1:1").hasLineCount(1);

    assertThat(run("status", "--url", "http://127.0.0.1:1")).isEqualTo(69);
    assertThat(err.toString()).contains("nobody answers at http://127.0.0.1:1").hasLineCount(1);

    assertThat(run("verify", "--data", folder.toString())).isEqualTo(69);
    assertThat(err.toString()).contains("no database is known").hasLineCount(1);
  }

  @Test
  void refusesWhatCannotBeMeant() throws IOException {
    var wrong =
        """
        replay
        replay x.csv --stock-share 2
        drop --buyers 0
        drop --url ftp://shop
        verify --db mysql://x/y
        bench --rounds 99
        bench --floor wood
        fuzz --requests 0
        demo --orders 0
        crash
        crash --points --fault flood
        overload --peak 9
        torture --minutes 0
        torture --faults F99
        cluster --nodes 99
        safeguards --minutes 0
        new-context
        """;
    for (var line : wrong.lines().toList()) {
      assertThat(run(line.split(" ", -1))).as(line).isEqualTo(2);
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
