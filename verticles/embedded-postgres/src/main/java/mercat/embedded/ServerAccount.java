package mercat.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
  private static final List<String> NAMESPACE = List.of("unshare", "-U");
  private static final int NOBODY = 65_534;

  /**
   * The account for a database cluster, which keeps it for good.
   *
   * @param home the directory of the embedded server
   * @throws EmbeddedPostgresException when the server's programs run under no account
   */
  static ServerAccount of(Path home, Path cluster, PostgresBinaries binaries) throws IOException {
    var root = new UnixSystem().getUid() == 0;
    if (Files.exists(cluster)) {
      var owner = (Integer) Files.getAttribute(cluster, "unix:uid");
      var group = (Integer) Files.getAttribute(cluster, "unix:gid");
      if (!root) {
        return new ServerAccount(List.of(), -1, -1);
      }
      return owner == 0 ? namespace() : user(owner, group);
    }
    var reasons = new ArrayList<String>();
    for (var account : root ? List.of(unprivileged(), namespace()) : List.of(caller())) {
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

  /** Makes a file or directory the server's own. */
  void own(Path path) throws IOException {
    if (uid >= 0) {
      Files.setAttribute(path, "unix:uid", uid);
      Files.setAttribute(path, "unix:gid", gid);
    }
  }

  private ProgramRunner.Result tries(Path home, PostgresBinaries binaries) {
    if (!prefix.isEmpty()) {
      var reaches = ProgramRunner.run(prefix, PATIENCE, List.of("test", "-x", home.toString()));
      if (!reaches.succeeded()) {
        var why = reaches.output().isEmpty() ? home + " is out of its reach" : reaches.output();
        return new ProgramRunner.Result(reaches.status(), why);
      }
    }
    return ProgramRunner.run(prefix, PATIENCE, List.of(binaries.program("postgres"), "--version"));
  }

  private static ServerAccount caller() {
    return new ServerAccount(List.of(), -1, -1);
  }

  private static ServerAccount namespace() {
    return new ServerAccount(NAMESPACE, -1, -1);
  }

  private static ServerAccount user(int uid, int gid) {
    return new ServerAccount(
        List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--"), uid, gid);
  }

  /** The system's postgres user, else nobody. */
  private static ServerAccount unprivileged() throws IOException {
    var users = Path.of("/etc/passwd");
    if (Files.isReadable(users)) {
      for (var name : List.of("postgres", "nobody")) {
        for (var line : Files.readAllLines(users)) {
          var fields = line.split(":", -1);
          if (fields.length > 3 && fields[0].equals(name)) {
            return user(Integer.parseInt(fields[2]), Integer.parseInt(fields[3]));
          }
        }
      }
    }
    return user(NOBODY, NOBODY);
  }
}
