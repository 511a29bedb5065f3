package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          up --data DATA --config HERE/none.yaml     | none.yaml: cannot be read
          up --data DATA --config HERE/typo.yaml     | edge.prot: there is no such setting (HERE/typo.yaml)
          up --data DATA --config HERE/broken.yaml   | broken.yaml, line 1: not YAML:
          up --data DATA --db foo                    | --db wants postgresql://USER:PASSWORD@HOST:PORT/DATABASE
          up --data DATA --db postgresql://u:se%cret@h/d | --db wants postgresql://USER:PASSWORD@HOST:PORT/DATABASE
          up --data DATA --db postgresql://u:se#cret@h/d | --db wants postgresql://USER:PASSWORD@HOST:PORT/DATABASE
          up --data DATA --db postgresql://u:secret@h/d?sslmode=prefer | --db: sslmode=prefer would go on without TLS
          up --data DATA --db postgresql://u:secret@h/d?options=x | --db: options is no parameter that Mercat obeys
          up --data DATA --db postgresql://u:secret@h/d?sslmode=verify-full | --db: sslmode=verify-full wants sslrootcert=FILE
          up --data DATA --db postgresql://u:secret@h/d?sslmode=require&sslrootcert=/none | --db: sslrootcert: /none cannot be read
          up --data DATA --db postgresql://u:secret@h/d?connect_timeout=soon | --db: connect_timeout is a number of seconds
          """)
  void saysInOneLineWhatIsWrongBeforeAnythingIsChanged(String command, String line)
      throws IOException {
    Files.writeString(directory.resolve("typo.yaml"), "edge: {prot: 8080}");
    Files.writeString(directory.resolve("broken.yaml"), "edge: {port: 8080");
    var data = directory.resolve("data");
    var said = new StringWriter();
    var words = inDirectory(command.replace("DATA", "HERE/data")).split(" ");
    var exitCode = Main.commandLine().setErr(new PrintWriter(said)).execute(words);
    assertThat(exitCode).as(said.toString()).isEqualTo(78);
    assertThat(said.toString()).contains(inDirectory(line)).doesNotContain("cret").hasLineCount(1);
    assertThat(data).doesNotExist();
  }

  private String inDirectory(String text) {
    return text.replace("HERE", directory.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up --data=",
        "db serve --data=",
        "up --config=",
        "certs --nodes=a --out=",
        "cluster --data=",
        "status --data=",
        "verify --data=",
        "bench --data="
      })
  void refusesAnEmptyPath(String command) {
    var said = new StringWriter();
    var exitCode = Main.commandLine().setErr(new PrintWriter(said)).execute(command.split(" ", -1));
    assertThat(exitCode).as(said.toString()).isEqualTo(2);
    assertThat(said.toString())
        .contains("'--" + command.replaceAll(".*--(\\w+)=$", "$1") + "'", "is empty");
  }
}
