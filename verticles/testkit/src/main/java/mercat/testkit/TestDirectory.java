package mercat.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import mercat.embedded.EmbeddedPostgres;
import mercat.embedded.EmbeddedPostgresException;
import mercat.embedded.PostgresOptions;

/**
 * The directory of the database that the tests of a process share. Its name says whose it is: what
 * a process leaves that is killed is deleted by the next, the server that runs there included.
 */
final class TestDirectory {
  private static final String PREFIX = "mercat-test-";
  private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9]{1,18})-([0-9]{1,18})-.*");

  /** Made by a server that runs, and gone when it has stopped. */
  private static final String SERVER = "postgres/cluster/postmaster.pid";

  /** Of the words behind a process's name in {@code /proc/PID/stat}: ticks since the boot. */
  private static final int START = 19;

  private TestDirectory() {}

  /** A new one of this process; those of processes that are gone are deleted first. */
  static Path make(Path parent) throws IOException {
    for (var left : left(parent)) {
      remove(left);
    }
    return Files.createTempDirectory(parent, own());
  }

  /** How the name of each begins that belongs to this process. */
  private static String own() {
    long pid = ProcessHandle.current().pid();
    return PREFIX + pid + "-" + start(pid) + "-";
  }

  private static List<Path> left(Path parent) throws IOException {
    try (var all = Files.list(parent)) {
      return all.filter(TestDirectory::isLeft).toList();
    }
  }

  private static boolean isLeft(Path directory) {
    var name = NAME.matcher(directory.getFileName().toString());
    return name.matches()
        && Files.isWritable(directory)
        && start(Long.parseLong(name.group(1))) != Long.parseLong(name.group(2));
  }

  /** When a living process began, in whatever unit this machine counts; 0 where there is none. */
  private static long start(long pid) {
    try {
      var stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
      return Long.parseLong(
          stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1)[START]);
    } catch (IOException goneOrNotLinux) {
      return ProcessHandle.of(pid)
          .flatMap(process -> process.info().startInstant())
          .map(Instant::toEpochMilli)
          .orElse(0L);
    }
  }

  private static void remove(Path directory) throws IOException {
    try {
      if (Files.exists(directory.resolve(SERVER))) {
        EmbeddedPostgres.start(directory, PostgresOptions.defaults()).close();
      }
      // Under a name of this process: of several that begin at once, one deletes it.
      delete(Files.move(directory, directory.resolveSibling(own() + directory.getFileName())));
    } catch (EmbeddedPostgresException | NoSuchFileException atWork) {
      // Another process is about it, or has its server: what it leaves is found by the next.
    }
  }

  /** Deletes all that is in it, and itself. */
  static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }
}
