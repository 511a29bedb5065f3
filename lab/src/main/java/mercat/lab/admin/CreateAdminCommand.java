package mercat.lab.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import mercat.lab.system.Io;
import mercat.lab.terminal.Screen;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code admin create}: somebody who signs in, and may do all that staff may. */
@CommandLine.Command(
    name = "create",
    mixinStandardHelpOptions = true,
    description = {
      "Adds an account that holds the role admin and counts as verified. Its password is asked for",
      "on the terminal, twice, or else read from standard input, its first line.",
    })
final class CreateAdminCommand extends StaffCommand {
  @Option(
      names = "--email",
      required = true,
      paramLabel = "EMAIL",
      description = "by which they sign in")
  private String email = "";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "how they are called (default: as their e-mail address begins)")
  private @Nullable String name;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "where the password is, in the first line")
  private @Nullable Path passwordFile;

  @Override
  StaffRequest request() {
    var json =
        JSON.createObjectNode()
            .put("email", email)
            .put("name", name == null ? email.replaceFirst("@.*", "") : name)
            .put("password", output.checked(this::password));
    json.putArray("roles").add("admin");
    return new StaffRequest("POST", "/v1/admin/accounts", json.toString());
  }

  @Override
  void finish(Screen screen, JsonNode answer) {
    screen.line("admin", "%s may sign in", answer.path("email").asText());
  }

  @SuppressWarnings("SystemConsoleNull") // the launcher asks for the console that is null elsewhere
  private String password() {
    if (passwordFile != null) {
      return Io.text(passwordFile).lines().findFirst().orElse("");
    }
    var terminal = System.console();
    if (terminal == null) {
      var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      var line = Io.get("cannot read the password", input::readLine);
      return line == null ? "" : line;
    }
    var password = terminal.readPassword("password: ");
    var again = terminal.readPassword("once more: ");
    if (password == null || !Arrays.equals(password, again)) {
      throw new IllegalArgumentException("the two passwords differ");
    }
    return new String(password);
  }
}
