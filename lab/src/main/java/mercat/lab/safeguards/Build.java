package mercat.lab.safeguards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import mercat.lab.system.ChildProcess;
import mercat.lab.system.Io;
import mercat.lab.terminal.CommandOutput.ExitCode;
import mercat.verify.UnreachableException;

/** A copy of the sources, changed, built and run by its own launcher. */
final class Build {
  /** Beyond the time in which faults happen: to build, to start, to come to rest. */
  private static final int MINUTES_BESIDE = 15;

  private static final Set<Path> LEFT_OUT = Set.of(Path.of("target"), Path.of(".git"));

  private final Path folder;
  private final Path tree;

  Build(Path folder) {
    this.folder = folder;
    this.tree = folder.resolve("tree");
  }

  void copy(Path home, Map<String, String> changed) {
    var sources = Io.files(home, Integer.MAX_VALUE);
    Io.run(
        "cannot copy " + home + " to " + tree,
        () -> {
          for (var file : sources.stream().filter(each -> isSource(home, each)).toList()) {
            var copy = tree.resolve(home.relativize(file));
            if (Files.isDirectory(file)) {
              Files.createDirectories(copy);
            } else {
              Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
          }
        });
    changed.forEach((file, text) -> Io.write(tree.resolve(file), text));
  }

  private boolean isSource(Path home, Path file) {
    return !file.startsWith(folder)
        && StreamSupport.stream(home.relativize(file).spliterator(), false)
            .noneMatch(LEFT_OUT::contains);
  }

  /** Builds what is not built yet and tortures it, with all faults where none is named. */
  JsonNode torture(List<String> faults, int minutes, long seed) {
    var verdict = folder.resolve("verdict.json");
    var words = new ArrayList<>(List.of(tree.resolve("mercat").toString(), "torture", "--keep"));
    words.addAll(List.of("--nodes", "3", "--minutes", String.valueOf(minutes)));
    words.addAll(List.of("--seed", String.valueOf(seed)));
    if (!faults.isEmpty()) {
      words.addAll(List.of("--faults", String.join(",", faults)));
    }
    words.addAll(List.of("--data", folder.toString(), "--json", verdict.toString()));
    var log = folder.resolve("torture.log");
    var code = run(words, log, Duration.ofMinutes(minutes + MINUTES_BESIDE));
    if (code != ExitCode.TRUE && code != ExitCode.VERDICT_FALSE) {
      throw new UnreachableException("torture ended with " + code + ", see " + log);
    }
    return Io.get("cannot read " + verdict, () -> new ObjectMapper().readTree(verdict.toFile()));
  }

  private static int run(List<String> words, Path log, Duration atMost) {
    var process = ChildProcess.start(words, log, Map.of());
    var end = new Thread(process::destroy, "end-the-torture");
    Runtime.getRuntime().addShutdownHook(end);
    try {
      return ChildProcess.awaitEnd(process, atMost)
          .orElseThrow(() ->
              new UnreachableException(
                  "torture came to no end in %d minutes, see %s"
                      .formatted(atMost.toMinutes(), log)));
    } finally {
      process.destroy();
      ChildProcess.forget(end);
    }
  }
}
