package mercat.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalFileTest {
  @TempDir private Path folder;
  private Path path = Path.of("");
  private final List<JsonObject> entries = new ArrayList<>();
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void name() {
    path = folder.resolve("deep/provider.journal");
  }

  private JournalFile open() throws IOException {
    entries.clear();
    return JournalFile.open(
        path,
        entries::add,
        said::add,
        broken -> {
          throw new AssertionError(broken);
        });
  }

  private static JsonObject entry(int number) {
    return new JsonObject().put("number", number).put("word", "é\n");
  }

  /** Writes the entries 1 to 3. */
  private void written() throws Exception {
    try (var journal = open()) {
      var kept = new CountDownLatch(3);
      for (int number = 1; number <= 3; number++) {
        journal.append(entry(number), kept::countDown);
      }
      assertThat(kept.await(30, TimeUnit.SECONDS)).isTrue();
      var onDisk = new ArrayList<JsonObject>();
      assertThat(JournalFile.read(path, onDisk::add).lines()).isEqualTo(4);
      assertThat(onDisk).as("before it is closed").containsExactly(entry(1), entry(2), entry(3));
    }
  }

  @Test
  void givesBackWhatItHasInOrder() throws Exception {
    written();
    try (var again = open()) {
      assertThat(entries).containsExactly(entry(1), entry(2), entry(3));
      again.append(entry(4), () -> {});
      again.append(new JsonObject(), () -> {});
    }
    try (var third = open()) {
      assertThat(entries).hasSize(4).endsWith(entry(4));
      assertThat(third.hasRoom()).isTrue();
    }
    assertThat(said).isEmpty();
  }

  @Test
  void cutsOffALastLineThatIsNotWhole() throws Exception {
    written();
    var whole = Files.size(path);
    Files.writeString(path, "0123abcd {\"numb", StandardOpenOption.APPEND);
    try (var again = open()) {
      assertThat(entries).hasSize(3);
      assertThat(said)
          .containsExactly(
              path
                  + ": cut off 15 bytes behind line 4, which were being written when a process"
                  + " died");
      assertThat(Files.size(path)).isEqualTo(whole);
      again.append(entry(4), () -> {});
    }
    assertThat(JournalFile.read(path, entry -> {}).lines()).isEqualTo(5);
  }

  @Test
  void beginsAnewWhereNotEvenTheFirstLineIsWhole() throws Exception {
    Files.createDirectories(folder.resolve("deep"));
    Files.writeString(path, "0123");
    open().close();
    assertThat(said).hasSize(1);
    assertThat(JournalFile.read(path, entry -> {}).lines()).isEqualTo(1);
  }

  @Test
  void refusesALineThatIsNotAsItWasWritten() throws Exception {
    written();
    var bytes = Files.readString(path);
    Files.writeString(path, bytes.replace("\"number\":2", "\"number\":7"));
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "%s: line 3, at byte %d, is not as it was written: its checksum is another"
                .formatted(path, lengthOfLines(bytes, 2)));
    assertThat(Files.readString(path)).as("left as it was").contains("\"number\":7");
  }

  private static int lengthOfLines(String text, int lines) {
    int end = 0;
    for (int i = 0; i < lines; i++) {
      end = text.indexOf('\n', end) + 1;
    }
    return text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
  }

  @Test
  void refusesAnotherKindOfFile() throws Exception {
    Files.createDirectories(folder.resolve("deep"));
    Files.writeString(path, "id,amount\n");
    assertThatThrownBy(this::open).hasMessageContaining("line 1, at byte 0");
    Files.writeString(path, "x".repeat((1 << 20) + 1));
    assertThatThrownBy(this::open).hasMessageContaining("more than 1048576 bytes");
  }

  @Test
  void isForOneProviderAtATime() throws Exception {
    try (var first = open()) {
      assertThat(first.hasRoom()).isTrue();
      assertThatThrownBy(this::open).hasMessage(path + " is in use by another provider");
    }
    open().close();
  }
}
