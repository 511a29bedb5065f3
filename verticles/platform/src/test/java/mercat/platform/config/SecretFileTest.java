package mercat.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
  @TempDir private Path folder;

  @Test
  void isItsOwnersAloneEvenWhereEverybodyCouldReadTheOneBefore() throws IOException {
    var made = folder.resolve("made/too");
    var file = made.resolve("secret");
    SecretFile.write(file, "older", "rw-r--r--");
    assertThat(permissions(file)).isEqualTo("rw-r--r--");
    SecretFile.write(file, "newer");
    assertThat(permissions(file)).isEqualTo("rw-------");
    assertThat(file).hasContent("newer");
    assertThat(entries(made)).containsExactly(file);
  }

  @Test
  void isItsOwnersAloneBeforeItIsInItsPlace() throws IOException {
    var file = folder.resolve("secret");
    var beside = SecretFile.writeBeside(file, "s");
    assertThat(permissions(beside)).isEqualTo("rw-------");
    assertThat(SecretFile.writeBeside(file, "t")).as("another writer's").isNotEqualTo(beside);
    assertThat(file).doesNotExist();
  }

  @Test
  void leavesNothingWhereItCannotBe() throws IOException {
    var taken = folder.resolve("taken");
    Files.createDirectories(taken.resolve("inside"));
    assertThatThrownBy(() -> SecretFile.write(taken, "s")).isInstanceOf(IOException.class);
    assertThat(entries(folder)).containsExactly(taken);
  }

  private static List<Path> entries(Path directory) throws IOException {
    try (var entries = Files.list(directory)) {
      return entries.toList();
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
