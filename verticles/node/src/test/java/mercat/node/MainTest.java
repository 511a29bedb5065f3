package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
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
