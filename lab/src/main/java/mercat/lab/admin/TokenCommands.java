package mercat.lab.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import mercat.lab.shop.ShopClient;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code admin token}: by which programs of the staff are known. */
@CommandLine.Command(
    name = "token",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Personal access tokens.",
    subcommands = {
      TokenCommands.Add.class,
      TokenCommands.ListAll.class,
      TokenCommands.Revoke.class
    })
final class TokenCommands {
  private static final String TOKENS = "/v1/admin/tokens";

  @CommandLine.Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Makes a token, which is shown this once.")
  static final class Add extends StaffCommand {
    @Option(
        names = "--name",
        required = true,
        paramLabel = "NAME",
        description = "of the token, by which it is revoked")
    private String name = "";

    @Option(
        names = "--scopes",
        required = true,
        split = ",",
        paramLabel = "SCOPE",
        description = "what it opens, such as orders:read, or a role's name")
    private List<String> scopes = new ArrayList<>();

    @Option(
        names = "--days",
        required = true,
        paramLabel = "N",
        description = "how long it is valid, 1 to 366")
    private int days;

    @Mixin private final SecretOutput secret = new SecretOutput();

    @Override
    StaffRequest request() {
      secret.requireNew();
      var json = JSON.createObjectNode().put("name", name).put("days", days);
      scopes.forEach(json.putArray("scopes")::add);
      return new StaffRequest("POST", TOKENS, json.toString());
    }

    @Override
    void finish(Screen screen, JsonNode answer) {
      screen.line("token", "%s", secret.place(answer, "token", name));
      screen.line("name", "%s", answer.path("name").asText());
      screen.line("valid", "until %s", answer.path("expiresAt").asText());
    }
  }

  @CommandLine.Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Shows the tokens that open anything.")
  static final class ListAll extends StaffCommand {
    @Override
    StaffRequest request() {
      return new StaffRequest("GET", TOKENS, "");
    }

    @Override
    void finish(Screen screen, JsonNode answer) {
      var table = TextTable.of("name | scopes | made | valid until | last used");
      for (var token : answer.path("data")) {
        table.add(
            token.path("name").asText(),
            words(token.path("scopes")),
            token.path("createdAt").asText(),
            token.path("expiresAt").asText("it is revoked"),
            token.path("lastUsedAt").asText("never"));
      }
      screen.table(table);
    }
  }

  @CommandLine.Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Ends a token for good. Five seconds later it opens nothing.")
  static final class Revoke extends StaffCommand {
    @Parameters(paramLabel = "NAME", description = "of the token")
    private String name = "";

    @Override
    StaffRequest request() {
      return new StaffRequest("DELETE", TOKENS + "/" + ShopClient.segment(name), "");
    }

    @Override
    void finish(Screen screen, JsonNode answer) {
      screen.line("token", "%s is revoked; five seconds from now it opens nothing", name);
    }
  }
}
