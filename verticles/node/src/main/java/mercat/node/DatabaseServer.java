package mercat.node;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mercat.platform.bus.Json;
import mercat.platform.database.ConnectionParameters;
import mercat.platform.database.Login;
import mercat.platform.database.Logins;
import mercat.platform.database.Preparation;

/** The PostgreSQL that this node works on: its own embedded one, or one that an address names. */
final class DatabaseServer {
  /** The database that Mercat makes for itself. */
  static final String DATABASE = "mercat";

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
        user.length > 1 ? decoded(user[1]) : "",
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

  /**
   * Makes the database ready for the schemas and writes down how {@code verify} reaches it.
   *
   * @throws CannotStart when the server cannot be reached, is not durable, or refuses
   */
  static Logins prepare(Login admin, Collection<String> schemas, Path data) {
    var passwords = new TreeMap<String, String>();
    passwords.put(Logins.VERIFY, passwordOf(Logins.VERIFY, admin));
    for (var schema : schemas) {
      passwords.put(Logins.roleOf(schema), passwordOf(Logins.roleOf(schema), admin));
    }
    var logins = new Logins(admin, passwords);
    try {
      var preparation = new Preparation(admin);
      preparation.createDatabase("postgres");
      Preparation.requireDurable(admin);
      preparation.prepare(schemas, passwords);
      write(logins, data.resolve("database.json"));
    } catch (SQLException refused) {
      throw CannotStart.unavailable(
          "the database " + admin + " cannot be prepared: " + refused.getMessage(), refused);
    } catch (IllegalStateException notDurable) {
      throw CannotStart.unavailable(String.valueOf(notDurable.getMessage()), notDurable);
    } catch (IOException unwritable) {
      throw CannotStart.unavailable(
          "cannot write into " + data + ": " + unwritable.getMessage(), unwritable);
    }
    return logins;
  }

  /**
   * Every node that knows the administrator's password knows those of the roles: nothing is
   * exchanged.
   */
  private static String passwordOf(String role, Login admin) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(
              ("mercat:" + admin.password()).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(role.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }

  private static void write(Logins logins, Path file) throws IOException {
    var users = new TreeMap<>(logins.passwords());
    Map<String, Object> content = new LinkedHashMap<>();
    var admin = logins.login();
    content.put("host", admin.host());
    content.put("port", admin.port());
    content.put("database", admin.database());
    content.put("users", users);
    content.put("admin", Map.of("user", admin.user(), "password", admin.password()));
    Files.createDirectories(file.toAbsolutePath().getParent());
    var fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, Json.write(content), StandardOpenOption.TRUNCATE_EXISTING);
    Files.move(fresh, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }
}
