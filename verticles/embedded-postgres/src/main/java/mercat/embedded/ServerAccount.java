package mercat.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Who the server runs as. PostgreSQL refuses to run as root, so root hands it to an unprivileged
 * user, or, where that user cannot reach the directory, to a user namespace without privileges.
 *
 * @param prefix words before every command; none unless Mercat is root
 * @param uid who owns the server's files; -1 for whoever runs Mercat
 * @param gid the group of that user
 */
record ServerAccount(List<String> prefix, int uid, int gid) {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ServerAccount CALLER = new ServerAccount(List.of(), -1, -1);
  private static final ServerAccount NAMESPACE =
      new ServerAccount(List.of("unshare", "-U"), -1, -1);
  private static final int NOBODY = 65_534;

  record Result(int status, String output) {
    boolean succeeded() {
      return status == 0;
    }
  }

  /**
   * The account for a database cluster, which keeps it for good.
   *
   * @param home the directory of the embedded server
   * @throws EmbeddedPostgresException when the server's programs run under no account
   */
  static ServerAccount of(Path home, Path cluster, PostgresBinaries binaries) throws IOException {
    var root = new UnixSystem().getUid() == 0;
    if (Files.exists(cluster)) {
      if (!root) {
        return CALLER;
      }
      var owner = (Integer) Files.getAttribute(cluster, "unix:uid");
      var group = (Integer) Files.getAttribute(cluster, "unix:gid");
      return owner == 0 ? NAMESPACE : user(owner, group);
    }
    var reasons = new ArrayList<String>();
    for (var account : root ? List.of(unprivileged(), NAMESPACE) : List.of(CALLER)) {
      var tried = account.tries(home, binaries);
      if (tried.succeeded()) {
        return account;
      }
      reasons.add(tried.output().lines().findFirst().orElse("status " + tried.status()));
    }
    throw new EmbeddedPostgresException(
        (root
                ? "PostgreSQL refuses to run as root, and here neither setpriv nor unshare -U can"
                    + " make it another user: run Mercat as an ordinary user"
                : "the PostgreSQL that Mercat brings does not run on this machine (it needs glibc,"
                    + " and a data directory from which programs may run)")
            + ", or use a server of your own with --db URL ("
            + String.join("; ", reasons)
            + ")");
  }

  void own(Path path) throws IOException {
    if (uid >= 0) {
      Files.setAttribute(path, "unix:uid", uid);
      Files.setAttribute(path, "unix:gid", gid);
    }
  }

  /**
   * Runs one of the server's own programs to its end, apart from whatever PostgreSQL the caller's
   * environment names; one that cannot be run at all has status 127.
   */
  Result run(Duration patience, List<String> command) {
    try {
      var output = Files.createTempFile("mercat-", ".out");
      try {
        var process = start(command, output);
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
          return new Result(124, "took longer than " + patience.toSeconds() + " s");
        }
        var text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        return new Result(process.exitValue(), text.strip());
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException failure) {
      return new Result(127, String.valueOf(failure.getMessage()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException("interrupted while running " + command.getFirst());
    }
  }

  private Process start(List<String> command, Path output) throws IOException {
    var words = new ArrayList<>(prefix);
    words.addAll(command);
    var builder =
        new ProcessBuilder(words)
            .directory(new File("/"))
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
    environment.put("LC_ALL", "C");
    return builder.start();
  }

  private Result tries(Path home, PostgresBinaries binaries) {
    if (!prefix.isEmpty()) {
      var reaches = run(PATIENCE, List.of("test", "-x", home.toString()));
      if (!reaches.succeeded()) {
        var why = reaches.output().isEmpty() ? home + " is out of its reach" : reaches.output();
        return new Result(reaches.status(), why);
      }
    }
    return run(PATIENCE, List.of(binaries.program("postgres"), "--version"));
  }

  private static ServerAccount user(int uid, int gid) {
    return new ServerAccount(
        List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--"), uid, gid);
  }

  /** The system's postgres user, else nobody. */
  private static ServerAccount unprivileged() throws IOException {
    var users = Path.of("/etc/passwd");
    var lines = Files.isReadable(users) ? Files.readAllLines(users) : List.<String>of();
    for (var name : List.of("postgres", "nobody")) {
      for (var line : lines) {
        var fields = line.split(":", -1);
        if (fields.length > 3 && fields[0].equals(name)) {
          return user(Integer.parseInt(fields[2]), Integer.parseInt(fields[3]));
        }
      }
    }
    return user(NOBODY, NOBODY);
  }
}
