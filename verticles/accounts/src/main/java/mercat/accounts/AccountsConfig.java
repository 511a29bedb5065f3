package mercat.accounts;

/**
 * What accounts may be told.
 *
 * @param tokenFile where the first staff token is written; empty: none is made
 */
public record AccountsConfig(String tokenFile) {
  /** What holds when nothing is configured. */
  public static AccountsConfig defaults() {
    return new AccountsConfig("");
  }
}
