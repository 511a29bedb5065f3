package mercat.verify;

/** A database role with its password. */
public record DatabaseLogin(String user, String password) {
  @Override
  public String toString() {
    return user + " (password hidden)";
  }
}
