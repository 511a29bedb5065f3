package mercat.lab.database;

/** A database role with its password. */
public record Login(String user, String password) {
  @Override
  public String toString() {
    return user + " (password hidden)";
  }
}
