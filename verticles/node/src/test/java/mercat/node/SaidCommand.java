package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.PrintWriter;
import java.io.StringWriter;

/** How a command ended, run as the launcher runs it, and all that it said. */
record SaidCommand(int exitCode, String said) {
  static SaidCommand of(String... words) {
    var written = new StringWriter();
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(written))
            .setErr(new PrintWriter(written))
            .execute(words);
    return new SaidCommand(exitCode, written.toString());
  }

  @CanIgnoreReturnValue
  SaidCommand ends(int exitCode) {
    assertThat(this.exitCode).as(said).isEqualTo(exitCode);
    return this;
  }

  /** The same, which must have said all these texts. */
  @CanIgnoreReturnValue
  SaidCommand says(String... texts) {
    assertThat(said).contains(texts);
    return this;
  }
}
