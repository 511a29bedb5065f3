package mercat.lab.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import mercat.lab.shop.ShopClient;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;
import mercat.verify.UnreachableException;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code follower}: how far contexts have come with the logs of others, and what holds them up. */
@CommandLine.Command(
    name = "follower",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Operates the followers of a running system: who reads whose log, how far, and which events",
      "could not be applied.",
    },
    subcommands = {
      FollowerCommand.ListAll.class,
      FollowerCommand.Parked.class,
      FollowerCommand.Retry.class,
      FollowerCommand.Discard.class,
      FollowerCommand.Reset.class,
      FollowerCommand.Accept.class
    })
public final class FollowerCommand extends CommandGroup {
  private static final String FOLLOWERS = "/v1/admin/followers";

  @CommandLine.Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Shows how far each has come.")
  static final class ListAll extends StaffCommand {
    @Override
    StaffRequest request() {
      return new StaffRequest("GET", FOLLOWERS, "");
    }

    @Override
    void finish(Screen screen, JsonNode answer) {
      var table = TextTable.of("context | follows | position | behind | parked | since | log");
      for (var each : answer.path("data")) {
        table.add(
            each.path("context").asText(),
            each.path("source").asText(),
            each.path("position").asLong(),
            each.path("log").isNull() ? "?" : each.path("behind").asText(),
            each.path("parked").asLong(),
            each.path("parkedSince").asText("").replace("null", ""),
            life(each));
      }
      screen.table(table);
      answer
          .path("unavailable")
          .forEach(context -> screen.complain("mercat: no answer from " + context.asText()));
    }

    private static String life(JsonNode follower) {
      var known = follower.path("incarnation");
      var now = follower.path("log").path("incarnation");
      if (now.isMissingNode()) {
        return "does not answer";
      }
      return known.isNull() || known.equals(now) ? "as known" : "restored: accept it or not";
    }
  }

  /** About one follower, which is named. */
  abstract static class One extends StaffCommand {
    @Parameters(index = "0", paramLabel = "CONTEXT", description = "who follows")
    private String context = "";

    @Parameters(index = "1", paramLabel = "SOURCE", description = "whose log is followed")
    private String source = "";

    final String path() {
      return FOLLOWERS + "/" + ShopClient.segment(context) + "/" + ShopClient.segment(source);
    }

    final String names() {
      return context + " of " + source;
    }

    /** How it is listed. */
    final JsonNode listed() {
      for (var each : read(FOLLOWERS).path("data")) {
        if (each.path("context").asText().equals(context)
            && each.path("source").asText().equals(source)) {
          return each;
        }
      }
      throw new UnreachableException("there is no follower " + names() + ", or it does not answer");
    }
  }

  @CommandLine.Command(
      name = "parked",
      mixinStandardHelpOptions = true,
      description = "Shows the first events that one could not apply, and those behind them.")
  static final class Parked extends One {
    @Override
    StaffRequest request() {
      return new StaffRequest("GET", path() + "/parked?limit=100", "");
    }

    @Override
    void finish(Screen screen, JsonNode answer) {
      var table = TextTable.of("position | type | key | attempts | since | error");
      for (var event : answer.path("data")) {
        table.add(
            event.path("position").asLong(),
            event.path("type").asText(),
            event.path("key").asText(),
            event.path("attempts").asInt(),
            event.path("parkedAt").asText(),
            event.path("error").asText());
      }
      screen.table(table);
    }
  }

  /** About one parked event. */
  abstract static class OneEvent extends One {
    @Parameters(index = "2", paramLabel = "POSITION", description = "of the event in that log")
    private long position;

    final String event() {
      return path() + "/parked/" + position;
    }

    final long position() {
      return position;
    }
  }

  @CommandLine.Command(
      name = "retry",
      mixinStandardHelpOptions = true,
      description = "Applies a parked event and those behind it, all or none.")
  static final class Retry extends OneEvent {
    @Override
    StaffRequest request() {
      return new StaffRequest("POST", event() + "/retry", "");
    }

    @Override
    void finish(Screen screen, JsonNode answer) {
      var applied = new ArrayList<String>();
      answer.path("applied").forEach(each -> applied.add(each.asText()));
      screen.line("applied", "%s", String.join(", ", applied));
    }
  }

  @CommandLine.Command(
      name = "discard",
      mixinStandardHelpOptions = true,
      description = {
        "Forgets a parked event: it will never be applied. Those behind it stay parked, and can be",
        "retried.",
      })
  static final class Discard extends OneEvent {
    @Override
    StaffRequest request() {
      return new StaffRequest("DELETE", event(), "");
    }

    @Override
    void finish(Screen screen, JsonNode answer) {
      screen.line("discarded", "%s at %s", names(), position());
    }
  }

  /** Has one go on from a position. */
  abstract static class Move extends One {
    @Parameters(
        index = "2",
        paramLabel = "POSITION",
        description = "of the last event that counts as applied, 0 for none")
    private long position;

    /** The life of the log that is meant. */
    abstract JsonNode incarnation(JsonNode listed);

    @Override
    final StaffRequest request() {
      var body = JSON.createObjectNode().put("position", position);
      body.set("incarnation", incarnation(listed()));
      return new StaffRequest("PUT", path() + "/position", body.toString());
    }

    @Override
    final void finish(Screen screen, JsonNode answer) {
      screen.line(
          "position",
          "%s goes on behind %s; it stood at %s",
          names(),
          answer.path("position").asLong(),
          answer.path("from").asLong());
    }
  }

  @CommandLine.Command(
      name = "reset",
      mixinStandardHelpOptions = true,
      description = {
        "Has one go on behind another position of the same log: back, and events are applied once",
        "more; forward, and those between never are.",
      })
  static final class Reset extends Move {
    @Override
    JsonNode incarnation(JsonNode listed) {
      var known = listed.path("incarnation");
      return known.isNull() ? listed.path("log").path("incarnation") : known;
    }
  }

  @CommandLine.Command(
      name = "accept",
      mixinStandardHelpOptions = true,
      description = {
        "Has one follow a log that was restored, behind the last position that both lives of the",
        "log have in common.",
      })
  static final class Accept extends Move {
    @Override
    JsonNode incarnation(JsonNode listed) {
      return listed.path("log").path("incarnation");
    }
  }
}
