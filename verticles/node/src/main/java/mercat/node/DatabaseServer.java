package mercat.node;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import mercat.platform.bus.Json;
import mercat.platform.config.SecretFile;
import mercat.platform.database.ConnectionParameters;
import mercat.platform.database.Login;
import mercat.platform.database.Logins;
import mercat.platform.database.Preparation;

/** The PostgreSQL that this node works on: its own embedded one, or one that an address names. */
final class DatabaseServer {
  /** The database that Mercat makes for itself. */
  static final String DATABASE = "mercat";

  /** Where the lab's commands find the embedded database. */
  private static final String FILE = "database.json";

  private DatabaseServer() {}

  /**
   * The login that an address names.
   *
   * @throws CannotStart when it is not {@code postgresql://USER:PASSWORD@HOST:PORT/DATABASE}
   */
  static Login loginOf(String url) {
    var uri = uriOf(url);
    var user = String.valueOf(uri.getRawUserInfo()).split(":", 2);
    var name = uri.getPath().replaceFirst("^/", "");
    if (!Set.of("postgresql", "postgres").contains(String.valueOf(uri.getScheme()))
        || uri.getHost() == null
        || uri.getUserInfo() == null
        || uri.getFragment() != null
        || name.contains("/")) {
      throw malformed();
    }
    return new Login(
        uri.getHost(),
        uri.getPort() < 0 ? 5432 : uri.getPort(),
        name.isEmpty() ? DATABASE : name,
        decoded(user[0]),
        user.length > 1 ? decoded(user[1]) : requireNonNullElse(System.getenv("PGPASSWORD"), ""),
        parametersOf(uri));
  }

  private static ConnectionParameters parametersOf(URI uri) {
    try {
      return ConnectionParameters.of(requireNonNullElse(uri.getRawQuery(), ""));
    } catch (IllegalArgumentException refused) {
      throw CannotStart.badConfiguration("--db: " + refused.getMessage(), refused);
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static URI uriOf(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException notEncoded) {
      throw malformed();
    }
  }

  /** Says nothing of what was given: a password may be anywhere in it. */
  private static CannotStart malformed() {
    return CannotStart.badConfiguration(
        "--db wants postgresql://USER:PASSWORD@HOST:PORT/DATABASE, with what is special in it percent-encoded",
        new IllegalArgumentException("--db"));
  }

  private interface Step {
    Logins run(Preparation preparation) throws SQLException;
  }

  /**
   * Sees to it that a database is ready for the schemas.
   *
   * @throws CannotStart when the server cannot be reached, is not durable, or refuses
   */
  static Logins prepare(Login login, Collection<String> schemas) {
    return run(login, preparation -> preparation.prepare(schemas));
  }

  /** The same for a database that is made when it is not there. */
  static Logins create(Login admin, Collection<String> schemas) {
    return run(admin, preparation -> preparation.createAndPrepare(schemas));
  }

  private static Logins run(Login login, Step step) {
    try {
      return step.run(new Preparation(login));
    } catch (SQLException refused) {
      var why = String.valueOf(refused.getMessage()).replaceAll("\\s+", " ");
      throw CannotStart.unavailable("the database " + login + " cannot be used: " + why, refused);
    } catch (IllegalStateException refused) {
      throw CannotStart.unavailable(refused);
    }
  }

  /** The same for the embedded database, and writes down how others of this machine reach it. */
  static Logins createEmbedded(Login admin, Collection<String> schemas, Path data) {
    var logins = create(admin, schemas);
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("host", admin.host());
    content.put("port", admin.port());
    content.put("database", admin.database());
    content.put("users", Map.of(logins.verify().user(), logins.verify().password()));
    content.put("admin", Map.of("user", admin.user(), "password", admin.password()));
    writeSecret(data.resolve(FILE), Json.write(content));
    return logins;
  }

  /** Forgets how the embedded database was reached: this start is on another one. */
  static void forgetEmbedded(Path data) {
    try {
      Files.deleteIfExists(data.resolve(FILE));
    } catch (IOException kept) {
      throw unwritable(data, kept);
    }
  }

  /** Writes a file that only its owner may read. */
  static void writeSecret(Path file, String secret) {
    try {
      SecretFile.write(file, secret);
    } catch (IOException refused) {
      throw unwritable(requireNonNull(file.toAbsolutePath().getParent()), refused);
    }
  }

  private static CannotStart unwritable(Path directory, IOException refused) {
    return CannotStart.unavailable(
        "cannot write into " + directory + ": " + refused.getMessage(), refused);
  }
}
