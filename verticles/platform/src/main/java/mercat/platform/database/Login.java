package mercat.platform.database;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Where a database is and who one is there. The password is never printed. */
public record Login(
    String host,
    int port,
    String database,
    String user,
    String password,
    ConnectionParameters parameters) {
  /** What it logs of a refusal stands in its exception; kept, or it would be forgotten. */
  private static final Logger JDBC = Logger.getLogger("org.postgresql");

  static {
    JDBC.setLevel(Level.OFF);
  }

  public Login(String host, int port, String database, String user, String password) {
    this(host, port, database, user, password, ConnectionParameters.defaults());
  }

  /** Somebody else in the same database. */
  public Login as(String otherUser, String otherPassword) {
    return new Login(host, port, database, otherUser, otherPassword, parameters);
  }

  /** The same user in another database of the server. */
  public Login in(String otherDatabase) {
    return new Login(host, port, otherDatabase, user, password, parameters);
  }

  /** The address for JDBC, without credentials. */
  public String jdbcUrl() {
    return "jdbc:postgresql://%s:%d/%s%s"
        .formatted(host, port, encoded(database), parameters.jdbc());
  }

  /** The host without the brackets of an IPv6 address. */
  String socketHost() {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** The whole of it, as {@code --db} takes it, password included. */
  public String url() {
    return "postgresql://%s:%s@%s:%d/%s%s"
        .formatted(
            encoded(user), encoded(password), host, port, encoded(database), parameters.libpq());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** A connection by JDBC. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), user, password);
  }

  @Override
  public String toString() {
    return user + "@" + host + ":" + port + "/" + database;
  }
}
