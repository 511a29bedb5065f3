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

/** {@code admin client}: other systems, and front ends that people sign in by. */
@CommandLine.Command(
    name = "client",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Clients of OAuth.",
    subcommands = {
      ClientCommands.Add.class,
      ClientCommands.ListAll.class,
      ClientCommands.Revoke.class
    })
final class ClientCommands {
  private static final String CLIENTS = "/v1/admin/clients";

  @CommandLine.Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Makes a client. Its secret, if it keeps one, is shown this once.")
  static final class Add extends StaffCommand {
    @Parameters(paramLabel = "ID", description = "by which it is known, such as wms-1")
    private String id = "";

    @Option(
        names = "--name",
        required = true,
        paramLabel = "NAME",
        description = "that people read who sign in by it")
    private String name = "";

    @Option(
        names = "--scopes",
        required = true,
        split = ",",
        paramLabel = "SCOPE",
        description = "what it may ask for, such as orders:read; openid,customer for a front end")
    private List<String> scopes = new ArrayList<>();

    @Option(
        names = "--redirect-uri",
        paramLabel = "URI",
        description = "where people come back to who sign in by it; a front end of the shop alone")
    private List<String> redirectUris = new ArrayList<>();

    @Option(names = "--public", description = "it cannot keep a secret: it runs in browsers")
    private boolean isPublic;

    @Mixin private final SecretOutput secret = new SecretOutput();

    @Override
    StaffRequest request() {
      secret.requireNew();
      var json =
          JSON.createObjectNode().put("id", id).put("name", name).put("isConfidential", !isPublic);
      scopes.forEach(json.putArray("scopes")::add);
      redirectUris.forEach(json.putArray("redirectUris")::add);
      return new StaffRequest("POST", CLIENTS, json.toString());
    }

    @Override
    void finish(Screen screen, JsonNode answer) {
      screen.line("client", "%s", answer.path("id").asText());
      if (!isPublic) {
        screen.line("secret", "%s", secret.place(answer, "secret", "client " + id));
      }
    }
  }

  @CommandLine.Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Shows the clients that were not revoked.")
  static final class ListAll extends StaffCommand {
    @Override
    StaffRequest request() {
      return new StaffRequest("GET", CLIENTS, "");
    }

    @Override
    void finish(Screen screen, JsonNode answer) {
      var table = TextTable.of("id | name | secret | scopes | redirect URIs | made");
      for (var client : answer.path("data")) {
        table.add(
            client.path("id").asText(),
            client.path("name").asText(),
            client.path("isConfidential").asBoolean() ? "yes" : "none",
            words(client.path("scopes")),
            words(client.path("redirectUris")),
            client.path("createdAt").asText());
      }
      screen.table(table);
    }
  }

  @CommandLine.Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Ends a client for good. Five seconds later its own tokens open nothing.")
  static final class Revoke extends StaffCommand {
    @Parameters(paramLabel = "ID", description = "of the client")
    private String id = "";

    @Override
    StaffRequest request() {
      return new StaffRequest("DELETE", CLIENTS + "/" + ShopClient.segment(id), "");
    }

    @Override
    void finish(Screen screen, JsonNode answer) {
      screen.line("client", "%s is revoked; five seconds from now its tokens open nothing", id);
    }
  }
}
