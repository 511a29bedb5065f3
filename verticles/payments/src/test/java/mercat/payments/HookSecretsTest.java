package mercat.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mercat.payments.sandbox.SandboxHook;
import mercat.platform.HookKeys.HookVerdict;
import mercat.platform.config.SettingsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HookSecretsTest {
  @TempDir private Path folder;
  private Path file = Path.of("hook.secrets");

  @BeforeEach
  void place() {
    file = folder.resolve(file);
  }

  private HookSecrets secrets(String text) throws IOException {
    Files.writeString(file, text);
    return new HookSecrets("payments.some-file", file, SandboxHook::signature);
  }

  private static HookVerdict verdict(HookSecrets secrets, SignedHook hook) {
    return secrets.signature().check(hook.to("sandbox"), SignedHook.NOW);
  }

  @Test
  void givesWayToAnotherWhileBothCount() throws IOException {
    var older = SignedHook.of("{}").by(SignedHook.SECRET);
    var newer = SignedHook.of("{}").by(SignedHook.NEXT_SECRET);
    var secrets = secrets(SignedHook.SECRET + "\n");
    assertThat(verdict(secrets, older)).isEqualTo(HookVerdict.GENUINE);
    assertThat(verdict(secrets, newer)).isEqualTo(HookVerdict.WRONG_SIGNATURE);

    Files.writeString(file, "\n  " + SignedHook.NEXT_SECRET + " \r\n" + SignedHook.SECRET);
    secrets.readAgain();
    assertThat(verdict(secrets, older)).isEqualTo(HookVerdict.GENUINE);
    assertThat(verdict(secrets, newer)).isEqualTo(HookVerdict.GENUINE);

    Files.writeString(file, SignedHook.NEXT_SECRET);
    secrets.readAgain();
    assertThat(verdict(secrets, older)).isEqualTo(HookVerdict.WRONG_SIGNATURE);
    assertThat(verdict(secrets, newer)).isEqualTo(HookVerdict.GENUINE);
  }

  @Test
  void staysAsItIsWhileTheFileIsOfNoUse() throws IOException {
    var hook = SignedHook.of("{}").by(SignedHook.SECRET);
    var secrets = secrets(SignedHook.SECRET);
    Files.writeString(file, "whsec_");
    secrets.readAgain();
    assertThat(verdict(secrets, hook)).isEqualTo(HookVerdict.GENUINE);
    Files.delete(file);
    secrets.readAgain();
    assertThat(verdict(secrets, hook)).isEqualTo(HookVerdict.GENUINE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "secret", SignedHook.SECRET + " " + SignedHook.NEXT_SECRET})
  void stopsTheStartWhereThereIsNone(String text) {
    assertThatThrownBy(() -> secrets(text))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("payments.some-file: " + file)
        .hasMessageNotContaining("whsec_MfKQ");
  }

  @Test
  void readsNoFileThatIsTooLarge() {
    assertThatThrownBy(() -> secrets(SignedHook.SECRET + " ".repeat(1_024)))
        .isInstanceOf(SettingsException.class)
        .hasMessageEndingWith("is too large");
  }
}
