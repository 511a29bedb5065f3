package mercat.platform.database;

/** Where a server is and who one is there. The password is never printed. */
public record Login(String host, int port, String database, String user, String password) {
  /** The address for JDBC, without credentials. */
  public String jdbcUrl() {
    return "jdbc:postgresql://" + host + ":" + port + "/" + database;
  }

  @Override
  public String toString() {
    return user + "@" + host + ":" + port + "/" + database;
  }
}
