package mercat.verify;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/**
 * Where the system's database is and who may look at it: from {@code database.json} of a data
 * directory, or from a URL.
 *
 * @param verifier a role that may only read
 * @param admin a superuser, where one is known
 * @param parameters how connections are made
 */
public record DatabaseAccess(
    String host,
    int port,
    String database,
    DatabaseLogin verifier,
    Optional<DatabaseLogin> admin,
    UrlParameters parameters) {

  public static final String FILE_NAME = "database.json";

  public DatabaseAccess(
      String host,
      int port,
      String database,
      DatabaseLogin verifier,
      Optional<DatabaseLogin> admin) {
    this(host, port, database, verifier, admin, UrlParameters.NONE);
  }

  /** Reads what the node wrote; empty when there is no such file. */
  public static Optional<DatabaseAccess> of(Path dataDirectory) {
    var file = dataDirectory.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      var json = new ObjectMapper().readTree(file.toFile());
      var verifier =
          json.path("users").properties().stream()
              .filter(user -> user.getKey().endsWith("_verify"))
              .findFirst()
              .orElseThrow(() -> new UnreachableException(file + " names nobody who verifies"));
      return Optional.of(
          new DatabaseAccess(
              json.path("host").asText("127.0.0.1"),
              json.path("port").asInt(5432),
              json.path("database").asText("mercat"),
              new DatabaseLogin(verifier.getKey(), verifier.getValue().asText()),
              admin(json.path("admin"))));
    } catch (IOException unreadable) {
      throw new UnreachableException(
          file + " cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  /** The same, where there must be such a file. */
  public static DatabaseAccess required(Path dataDirectory) {
    return of(dataDirectory)
        .orElseThrow(
            () -> new UnreachableException(dataDirectory.resolve(FILE_NAME) + " was not written"));
  }

  /** Reads {@code postgresql://user:password@host:port/database}, with or without {@code jdbc:}. */
  public static DatabaseAccess of(String url) {
    var text = url.startsWith("jdbc:") ? url.substring(5) : url;
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException("not a database URL: " + masked(url), malformed);
    }
    var scheme = uri.getScheme();
    if (uri.getHost() == null || !("postgresql".equals(scheme) || "postgres".equals(scheme))) {
      throw new IllegalArgumentException(
          "not of the form postgresql://user:password@host:port/database: " + masked(url));
    }
    var name = uri.getPath() == null ? "" : uri.getPath();
    var login = login(uri);
    return new DatabaseAccess(
        uri.getHost(),
        uri.getPort() < 0 ? 5432 : uri.getPort(),
        name.length() > 1 ? name.substring(1) : "mercat",
        login,
        Optional.of(login),
        new UrlParameters(requireNonNullElse(uri.getRawQuery(), "")));
  }

  private static DatabaseLogin login(URI uri) {
    var parts = requireNonNullElse(uri.getRawUserInfo(), "postgres").split(":", 2);
    return new DatabaseLogin(
        decoded(parts[0]),
        parts.length > 1 ? decoded(parts[1]) : requireNonNullElse(System.getenv("PGPASSWORD"), ""));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String masked(String url) {
    return url.replaceAll(":[^:@/]*@", ":…@");
  }

  private static Optional<DatabaseLogin> admin(JsonNode json) {
    return json.path("user").isTextual()
        ? Optional.of(
            new DatabaseLogin(json.path("user").asText(), json.path("password").asText("")))
        : Optional.empty();
  }

  public DatabaseAccess at(String other) {
    return new DatabaseAccess(other, port, database, verifier, admin, parameters);
  }

  /** What {@code up --db} wants of a second system on the same server. */
  public String adminUrl() {
    var login = superuser();
    return "postgresql://%s:%s@%s:%d/%s%s"
        .formatted(
            encoded(login.user()), encoded(login.password()), host, port, database, parameters);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return database + " at " + host + ":" + port;
  }

  public Connection asVerifier() {
    return connect(database, verifier);
  }

  /** A superuser's connection to any database of the server. */
  public Connection asAdmin(String name) {
    return connect(name, superuser());
  }

  private DatabaseLogin superuser() {
    return admin.orElseThrow(
        () -> new UnreachableException("no superuser of the database is known here"));
  }

  private Connection connect(String name, DatabaseLogin login) {
    var properties = new Properties();
    properties.setProperty("user", login.user());
    properties.setProperty("password", login.password());
    properties.setProperty("ApplicationName", "mercat-lab");
    properties.setProperty("connectTimeout", "5");
    properties.putAll(parameters.jdbc());
    try {
      return DriverManager.getConnection(
          "jdbc:postgresql://" + host + ":" + port + "/" + name, properties);
    } catch (SQLException refused) {
      throw new UnreachableException(
          "database %s at %s:%d: %s".formatted(name, host, port, refused.getMessage()), refused);
    }
  }
}
