package mercat.lab.admin;

import com.fasterxml.jackson.databind.JsonNode;
import mercat.lab.terminal.Screen;
import picocli.CommandLine;

/** {@code admin key}: the keys that sign access tokens. */
@CommandLine.Command(
    name = "key",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "The keys that sign access tokens.",
    subcommands = KeyCommands.Rotate.class)
final class KeyCommands {
  @CommandLine.Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description = {
        "Lets the next key sign two minutes from now. What the one before has signed stays valid",
        "until it expires.",
      })
  static final class Rotate extends StaffCommand {
    @Override
    StaffRequest request() {
      return new StaffRequest("POST", "/v1/admin/signing-keys", "");
    }

    @Override
    void finish(Screen screen, JsonNode answer) {
      screen.line("key", "%s signs two minutes from now", answer.path("kid").asText());
    }
  }
}
