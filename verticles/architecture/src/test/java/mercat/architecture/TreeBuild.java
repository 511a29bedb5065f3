package mercat.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * Compiles what has changed in a copy of the sources against the classes of this build, and runs
 * tests on it.
 */
final class TreeBuild {
  private static final int SECONDS_MAX = 600;

  private final SourceTree tree;
  private final Path classes;
  private final Path testClasses;

  TreeBuild(SourceTree tree) {
    this.tree = tree;
    this.classes = tree.root().resolve("target/classes");
    this.testClasses = tree.root().resolve("target/test-classes");
  }

  /** Compiles the files, and those below the directories. */
  void compile(String... sources) throws IOException {
    compile(classes, sources);
  }

  void compileTests(String... sources) throws IOException {
    compile(testClasses, sources);
  }

  /** Puts the files below a directory where classes find them. */
  void copyResources(String directory) throws IOException {
    for (var file : tree.files(directory)) {
      var copy = classes.resolve(tree.root().resolve(directory).relativize(file));
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
  }

  /** Runs tests in a process whose directory is the tree, so that they look at it. */
  void run(Stream<String> tests) throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command =
        Stream.of(java, "-XX:TieredStopAtLevel=1", "-cp", classPath(), TestRun.class.getName());
    var log = tree.root().resolve("target/tests.log");
    var process =
        new ProcessBuilder(Stream.concat(command, tests).toList())
            .directory(tree.root().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean isOver = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
    process.destroy(); // and not forcibly, for it has a PostgreSQL to stop
    assertThat(isOver).as("over within %d s: %s", SECONDS_MAX, Files.readString(log)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }

  private void compile(Path output, String... sources) throws IOException {
    Files.createDirectories(output);
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of("--release", "21", "-parameters", "-proc:none", "-Werror"));
    arguments.add("-Xlint:all,-processing,-classfile,-path");
    arguments.addAll(List.of("-cp", classPath(), "-d", output.toString()));
    Stream.of(sources)
        .flatMap(source -> tree.files(source).stream())
        .forEach(file -> arguments.add(file.toString()));
    var said = new ByteArrayOutputStream();
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, said, said, arguments.toArray(String[]::new));
    assertThat(code).as(said.toString(StandardCharsets.UTF_8)).isZero();
  }

  /** What is compiled here, then the classes of this build, of which some are older. */
  private String classPath() {
    var ofBuild =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return String.join(File.pathSeparator, testClasses.toString(), classes.toString(), ofBuild);
  }
}
