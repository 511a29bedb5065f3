package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher in a tree of its own: the jar is the real one, Maven only says that it was called.
 */
class LauncherIT {
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  @TempDir Path directory;
  private Path home;
  private Path work;

  /** Words before the command, by which somebody else runs it. */
  private List<String> as = List.of();

  private record Run(int exit, String out, String err) {}

  @BeforeEach
  void plant() throws IOException {
    home = Files.createDirectories(directory.resolve("Jürgen/ø mercat"));
    work = Files.createDirectories(home.resolve("target")).resolve("launcher");
    Files.copy(Path.of("../../mercat"), home.resolve("mercat"));
    var built = Files.createDirectories(home.resolve("verticles/node/target"));
    Files.createSymbolicLink(built.resolve("mercat.jar"), TARGET.resolve("mercat.jar"));
    Files.createSymbolicLink(built.resolve("lib"), TARGET.resolve("lib"));
    var mvn = Files.writeString(directory.resolve("mvn"), "#!/bin/sh\necho called\n");
    Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void runsInAnyLocaleFromAnyDirectory() throws Exception {
    assertThat(run("C", "--version")).isEqualTo(new Run(0, "mercat 0.1.0\n", ""));
    assertThat(run("xx_YY.UTF-8", "--version").exit()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "999999999"})
  void takesOverTheLockOfABuildThatIsGone(String owner) throws Exception {
    changeASource();
    Files.writeString(Files.createDirectories(work.resolve("lock")).resolve("pid"), owner);
    var run = run("C", "--version");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(work.resolve("build.log")).hasContent("called");
    assertThat(work.resolve("lock")).doesNotExist();
  }

  /** As under systemd: installed by somebody else, with times newer than what was built. */
  @Test
  void runsWhatIsBuiltInATreeThatItMayNotWrite() throws Exception {
    changeASource();
    var built = home.resolve("verticles/node/target");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(built, PosixFilePermissions.fromString("r-xr-xr-x"));
    if (System.getProperty("user.name").equals("root")) {
      as = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--");
    }
    var test = Stream.concat(as.stream(), Stream.of("test", "-r", built + "/mercat.jar")).toList();
    assumeThat(new ProcessBuilder(test).start().waitFor()).as("the jar is in reach").isZero();
    assertThat(run("C", "--version")).isEqualTo(new Run(0, "mercat 0.1.0\n", ""));
  }

  @Test
  void saysInALineThatItCannotBuildHere() throws Exception {
    changeASource();
    Files.writeString(work, "no directory");
    var run = run("C", "--version");
    assertThat(run.exit()).isEqualTo(73);
    assertThat(run.err()).startsWith("mercat: Mercat must be built, but ").hasLineCount(1);
  }

  /** The JVM itself refuses a cache that it cannot use when it is told that it must. */
  @Test
  @EnabledForJreRange(min = JRE.JAVA_25)
  void keepsWhatAStartLoadsForTheNext() throws Exception {
    var first = run("C", "up", "--db", "nonsense");
    assertThat(first.exit()).isEqualTo(78);
    assertThat(first.err()).contains("preparing faster starts: done in ");
    assertThat(work.resolve("training.log")).content().contains("made 1 certificates", "stopped");
    var next = run("C", Map.of("JAVA_OPTS", "-XX:AOTMode=on"), "up", "--db", "nonsense");
    assertThat(next.exit()).as(next.err()).isEqualTo(78);
    assertThat(next.err()).doesNotContain("preparing");
    assertThat(run("C", Map.of("JAVA_OPTS", "-XX:-UseCompactObjectHeaders"), "--version"))
        .as("another JVM's options make it useless, which is said to nobody")
        .isEqualTo(new Run(0, "mercat 0.1.0\n", ""));
  }

  @Test
  void startsWhereNothingCanBeKeptForTheNext() throws Exception {
    Files.writeString(work, "no directory");
    var run = run("C", "up", "--db", "nonsense");
    assertThat(run.exit()).as(run.err()).isEqualTo(78);
    assertThat(run.err()).startsWith("mercat: --db wants ").hasLineCount(1);
  }

  @Test
  void saysInALineThatItHasNoMemoryAndEndsAsNoVerdictDoes() throws Exception {
    var run = run("C", Map.of("JAVA_OPTS", "-Xms2m -Xmx5m"), "--help");
    assertThat(run.exit()).isEqualTo(137);
    assertThat(run.err()).startsWith("mercat: out of memory: ").hasLineCount(1);
  }

  private void changeASource() throws IOException {
    var pom = Files.writeString(home.resolve("pom.xml"), "");
    Files.setLastModifiedTime(pom, FileTime.from(Instant.now().plusSeconds(60)));
  }

  private Run run(String locale, String... args) throws Exception {
    return run(locale, Map.of(), args);
  }

  private Run run(String locale, Map<String, String> more, String... args) throws Exception {
    var command = new ProcessBuilder();
    command.command().addAll(as);
    command.command().add(home.resolve("mercat").toString());
    command.command().addAll(List.of(args));
    var environment = command.environment();
    var path = environment.get("PATH");
    environment.clear();
    environment.put("PATH", directory + ":" + path);
    environment.put("HOME", directory.toString());
    environment.put("LANG", locale);
    environment.put("MERCAT_JAVA_HOME", System.getProperty("java.home"));
    environment.putAll(more);
    var out = directory.resolve("out");
    var err = directory.resolve("err");
    var process = command.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      assertThat(process.waitFor(180, TimeUnit.SECONDS)).as("still waits").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Run(process.exitValue(), text(out), text(err));
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
