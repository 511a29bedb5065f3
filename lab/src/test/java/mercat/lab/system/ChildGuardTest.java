package mercat.lab.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a command that is killed. */
class ChildGuardTest {
  private static final Duration GONE_MAX = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @Test
  void endsTheChildrenAndServersOfACommandThatIsKilledAndNobodyElse() throws Exception {
    var data = folder.resolve("data");
    var command =
        new ProcessBuilder(
                SystemLaunch.javaCommand(
                    MortalCommand.class,
                    List.of(data.toString(), folder.resolve("elsewhere").toString())))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var others = List.<ProcessHandle>of();
    try (var said = command.inputReader(StandardCharsets.UTF_8)) {
      var its = processes(said.readLine());
      others = processes(said.readLine());
      assertThat(its).hasSize(3).allMatch(ProcessHandle::isAlive);
      command.destroyForcibly().waitFor();
      DataDirectory.fresh(data);
      assertThat(its).noneMatch(ChildGuardTest::works);
      assertThat(Io.files(data, 1)).containsExactly(data, data.resolve("lab.pid"));
      assertThat(others).hasSize(2).allMatch(ProcessHandle::isAlive);
    } finally {
      command.destroyForcibly();
      others.forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void startsProgramsThatReadNothing() {
    var log = folder.resolve("log");
    var child = ChildProcess.start(List.of("sh", "-c", "read x; echo $?"), log, Map.of());
    assertThat(ChildProcess.awaitEnd(child, GONE_MAX)).hasValue(0);
    assertThat(log).as("it reads nothing").hasContent("1");
  }

  private static List<ProcessHandle> processes(String pids) {
    return Stream.of(pids.split(" ", -1))
        .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
        .toList();
  }

  /** One that nobody has asked for its exit code has ended all the same. */
  private static boolean works(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }
}
