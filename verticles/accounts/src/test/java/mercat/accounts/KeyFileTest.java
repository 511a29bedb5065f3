package mercat.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import mercat.platform.config.KeyFile;
import mercat.platform.config.Secret;
import mercat.platform.config.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
  private static final byte[] SECRET = "a secret".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path directory;

  @Test
  void isMadeOnceForItsOwnerAlone() throws IOException {
    var file = directory.resolve("data/accounts.key");
    var sealed = keyOf(file).seal(SECRET);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(keyOf(file).open(sealed)).isEqualTo(SECRET);
    try (var files = Files.list(directory.resolve("data"))) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void sealsNothingTwiceAlike() {
    var key = new KeyFile("accounts", new byte[32]);
    assertThat(key.seal(SECRET)).isNotEqualTo(key.seal(SECRET));
  }

  @Test
  void opensNothingThatAnotherSealedOrSomebodyChanged() {
    var key = keyOf(directory.resolve("one"));
    var sealed = key.seal(SECRET);
    var other = keyOf(directory.resolve("other"));
    assertThatThrownBy(() -> other.open(sealed))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("accounts.key-file");
    sealed[sealed.length - 1] ^= 1;
    assertThatThrownBy(() -> key.open(sealed)).isInstanceOf(SettingsException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not base64!", "dG9vIHNob3J0"})
  void refusesAFileWithoutAKey(String content) throws IOException {
    var file = Files.writeString(directory.resolve("accounts.key"), content);
    assertThatThrownBy(() -> keyOf(file))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("accounts.key-file")
        .hasMessageContaining(file.toString());
  }

  @Test
  void isBroughtInPlaceOfAFile() {
    var file = directory.resolve("accounts.key");
    var brought = new Secret(Base64.getEncoder().encodeToString(new byte[32]));
    var key = KeyFile.of("accounts", brought, file.toString());
    assertThat(new KeyFile("accounts", new byte[32]).open(key.seal(SECRET))).isEqualTo(SECRET);
    assertThat(file).doesNotExist();
    var wrong = new Secret("no key at all");
    assertThatThrownBy(() -> KeyFile.of("accounts", wrong, ""))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("accounts.sealing-key")
        .hasMessageNotContaining("no key at all");
    assertThatThrownBy(() -> KeyFile.of("accounts", new Secret(""), ""))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("accounts.key-file");
  }

  private static KeyFile keyOf(Path file) {
    return KeyFile.of("accounts", new Secret(""), file.toString());
  }
}
