package mercat.lab.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import mercat.verify.UnreachableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a consumer finds in its file, wherever it died. */
class EventJournalTest {
  private static final List<ConsumedEvent> FIRST = List.of(event(1), event(2));
  private static final List<ConsumedEvent> SECOND = List.of(event(3));

  @TempDir private Path folder;

  @Test
  void beginsWithNothing() {
    assertThat(EventJournal.read(file()))
        .isEqualTo(new EventJournal.Kept(List.of(), "", 0, 0, false));
  }

  @Test
  void keepsPagesTogetherWithTheCursorOfTheNext() throws IOException {
    write();
    var kept = EventJournal.read(file());
    assertThat(kept.events()).containsExactly(event(1), event(2), event(3));
    assertThat(kept.next()).isEqualTo("c2");
    assertThat(kept.pages()).isEqualTo(2);
    assertThat(kept.isTorn()).isFalse();
  }

  /** A death leaves any beginning of what was to be written. */
  @Test
  void goesOnBehindTheLastWholePageWhereverWritingStopped() throws IOException {
    write();
    var whole = Files.readAllBytes(file());
    int firstEnds = new String(whole, StandardCharsets.ISO_8859_1).indexOf('\n') + 1;
    for (int length = firstEnds; length < whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      var kept = EventJournal.read(file());
      assertThat(kept.events()).isEqualTo(FIRST);
      assertThat(kept.isTorn()).isEqualTo(length > firstEnds);
      try (var journal = EventJournal.open(file())) {
        assertThat(journal.next()).isEqualTo("c1");
        journal.append(SECOND, "c2");
      }
      assertThat(file()).hasBinaryContent(whole);
    }
  }

  @Test
  void leavesHalfAPageWhereThatIsWanted() throws IOException {
    write();
    try (var journal = EventJournal.open(file())) {
      journal.appendHalf(List.of(event(4)), "c3");
    }
    var kept = EventJournal.read(file());
    assertThat(kept.isTorn()).isTrue();
    assertThat(kept.next()).isEqualTo("c2");
    assertThat(kept.events()).hasSize(3);
  }

  @Test
  void takesALastLineThatIsNotWhatWasWrittenForATornOne() throws IOException {
    write();
    Files.writeString(file(), Files.readString(file()).replace("c2", "c9"));
    var kept = EventJournal.read(file());
    assertThat(kept.isTorn()).isTrue();
    assertThat(kept.next()).isEqualTo("c1");
  }

  @Test
  void refusesAFileThatIsBrokenBeforeItsLastLine() throws IOException {
    write();
    Files.writeString(file(), Files.readString(file()).replace("c1", "c9"));
    assertThatThrownBy(() -> EventJournal.open(file()))
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining("is broken at byte 0");
  }

  private void write() throws IOException {
    try (var journal = EventJournal.open(file())) {
      journal.append(FIRST, "c1");
      journal.append(SECOND, "c2");
      assertThat(journal.next()).isEqualTo("c2");
    }
  }

  private Path file() {
    return folder.resolve("journal");
  }

  private static ConsumedEvent event(long position) {
    return new ConsumedEvent("orders", "life/" + position, position, "key é", "OrderPlaced");
  }
}
