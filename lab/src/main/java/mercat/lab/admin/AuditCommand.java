package mercat.lab.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TargetOptions;
import mercat.lab.terminal.TextTable;
import mercat.verify.CheckpointCheck;
import mercat.verify.UnreachableException;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code audit}: what the staff did, and whether the logs that tell of it were written anew. */
@CommandLine.Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "What the staff did, and proof that the logs which tell of it are as they were.",
    subcommands = {AuditCommand.Trail.class, AuditCommand.Export.class, AuditCommand.Check.class})
public final class AuditCommand extends CommandGroup {
  private static final String AUDIT = "/v1/admin/audit";

  @CommandLine.Command(
      name = "trail",
      mixinStandardHelpOptions = true,
      description = "Shows the latest that the staff did, newest first.")
  static final class Trail extends StaffCommand {
    @Option(names = "--entity", paramLabel = "ENTITY", description = "such as product:85123A")
    private String entity = "";

    @Option(names = "--actor", paramLabel = "ACTOR", description = "as the list names them")
    private String actor = "";

    @Option(names = "--from", paramLabel = "TIME", description = "since when, RFC 3339")
    private String from = "";

    @Override
    StaffRequest request() {
      var path = new StringBuilder(AUDIT + "?limit=100");
      add(path, "entity", entity);
      add(path, "actor", actor);
      add(path, "from", from);
      return new StaffRequest("GET", path.toString(), "");
    }

    private static void add(StringBuilder path, String name, String value) {
      if (!value.isEmpty()) {
        path.append('&')
            .append(name)
            .append('=')
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
      }
    }

    @Override
    void finish(Screen screen, JsonNode answer) {
      var table = TextTable.of("at | who | did | to | before | after");
      for (var each : answer.path("data")) {
        table.add(
            each.path("at").asText(),
            each.path("actor").asText(),
            each.path("operation").asText(),
            each.path("entity").asText(),
            fields(each.path("before")),
            fields(each.path("after")));
      }
      screen.table(table);
    }

    private static String fields(JsonNode fields) {
      return String.join(
          ", ",
          fields.properties().stream()
              .map(field -> field.getKey() + " " + field.getValue().asText())
              .toList());
    }
  }

  @CommandLine.Command(
      name = "checkpoints",
      mixinStandardHelpOptions = true,
      description = {
        "Writes every checkpoint to a file, a line of JSON each. Keep it where nobody who rules the",
        "database can change it.",
      })
  static final class Export extends StaffCommand {
    @Option(names = "--out", paramLabel = "FILE", required = true, description = "is written anew")
    @SuppressWarnings("NullAway.Init") // set by the command line parser
    private Path out;

    @Override
    StaffRequest request() {
      return page("");
    }

    private static StaffRequest page(String cursor) {
      return new StaffRequest(
          "GET",
          AUDIT + "/checkpoints?limit=100" + (cursor.isEmpty() ? "" : "&cursor=" + cursor),
          "");
    }

    @Override
    StaffVerdict verdict() {
      var first = super.verdict();
      return first.ok() ? written(first.answer()) : first;
    }

    private StaffVerdict written(JsonNode first) {
      long count = 0;
      try (var file = Files.newBufferedWriter(out)) {
        var page = first;
        while (true) {
          for (var checkpoint : page.path("data")) {
            file.write(checkpoint.toString());
            file.newLine();
            count++;
          }
          if (page.path("next").isNull()) {
            break;
          }
          page = read(page(page.path("next").asText()).path());
        }
      } catch (IOException unwritable) {
        throw new UnreachableException(out + " cannot be written: " + unwritable, unwritable);
      }
      var answer = JSON.createObjectNode().put("checkpoints", count).put("file", out.toString());
      return new StaffVerdict(true, answer, screen -> finish(screen, answer));
    }

    @Override
    void finish(Screen screen, JsonNode answer) {
      screen.line(
          "checkpoints",
          "%s, in %s",
          answer.path("checkpoints").asLong(),
          answer.path("file").asText());
    }
  }

  /**
   * What the check of a file found.
   *
   * @param checked how many checkpoints
   * @param keys the digests of the keys that signed them
   */
  record CheckVerdict(boolean ok, long checked, List<String> keys, List<String> faults)
      implements CommandVerdict {
    @Override
    public void print(Screen screen) {
      keys.forEach(key -> screen.line("signed by", "the key of SHA-256 %s", key));
      faults.forEach(fault -> screen.print("  " + screen.bad("!") + " " + fault));
      screen.verdict(
          ok,
          checked + " checkpoints, and every log is as they say",
          "the logs are NOT as the checkpoints say");
    }
  }

  @CommandLine.Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Holds checkpoints that were kept elsewhere against the database: a log that was written",
        "anew, links and all, does not fit them.",
      })
  static final class Check implements Callable<Integer> {
    @Mixin private final TargetOptions target = new TargetOptions();
    @Mixin private final CommandOutput output = new CommandOutput();

    @Parameters(paramLabel = "FILE", description = "what audit checkpoints wrote")
    @SuppressWarnings("NullAway.Init") // set by the command line parser
    private Path file;

    @Option(
        names = "--key",
        paramLabel = "SHA-256",
        description = "of a key that may have signed; may be repeated. Without: whoever signed")
    private List<String> trusted = List.of();

    @Override
    public Integer call() throws Exception {
      return output.conclude(() -> {
        try (var lines = Files.newBufferedReader(file)) {
          return verdict(lines);
        } catch (IOException unreadable) {
          throw new UnreachableException(file + " cannot be read: " + unreadable, unreadable);
        }
      });
    }

    private CheckVerdict verdict(BufferedReader lines) {
      try {
        var found = CheckpointCheck.run(target.requiredDatabase(), lines.lines().iterator());
        var faults = new ArrayList<>(found.faults());
        for (var key : found.keys()) {
          if (!trusted.isEmpty() && !trusted.contains(key)) {
            faults.add("the key of SHA-256 " + key + " is not one that you named");
          }
        }
        return new CheckVerdict(faults.isEmpty(), found.checked(), found.keys(), faults);
      } catch (IllegalArgumentException malformed) {
        throw new UnreachableException(file + ": " + malformed.getMessage(), malformed);
      }
    }
  }
}
