package mercat.lab.safeguards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mercat.verify.UnreachableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A patch fits where its lines are, once, or nowhere. */
class PatchTest {
  private static final Patch PATCH =
      Patch.of(
          Path.of("x.patch"),
          """
          What people read.

          --- a/deep/file
          +++ b/deep/file
          @@ -1,3 +1,4 @@
           one
          -two
          +2
          +2a

           three
          @@ -9,1 +10,1 @@
          -nine
          +9
          """
              .replace("+2a\n\n", "+2a\n \n")
              .lines()
              .toList());

  @TempDir private Path root;

  @Test
  void fitsThoughLinesHaveMoved() throws IOException {
    write("zero\none\ntwo\n\nthree\nnine\nten");
    assertThat(PATCH.size()).isEqualTo(2);
    assertThat(PATCH.appliedTo(root))
        .isEqualTo(Map.of("deep/file", "zero\none\n2\n2a\n\nthree\n9\nten"));
  }

  @Test
  void fitsNowhereWhenItsLinesAreGoneOrTwice() throws IOException {
    for (var text : List.of("one\nTWO\n\nthree\nnine\n", "one\ntwo\n\nthree\nnine\nnine\n")) {
      write(text);
      assertThatThrownBy(() -> PATCH.appliedTo(root))
          .isInstanceOf(UnreachableException.class)
          .hasMessageContaining("x.patch does not fit deep/file");
    }
  }

  private void write(String text) throws IOException {
    Files.createDirectories(root.resolve("deep"));
    Files.writeString(root.resolve("deep/file"), text);
  }
}
