package mercat.accounts;

import java.time.Duration;

/**
 * What accounts may be told.
 *
 * @param tokenFile where the first staff token is written; empty: none is made
 * @param remember how long a valid token is believed without asking the database again, at most 5 s
 */
public record AccountsConfig(String tokenFile, Duration remember) {
  public AccountsConfig {
    if (remember.compareTo(Duration.ofSeconds(5)) > 0) {
      throw new IllegalArgumentException("a revoked token may live 5 s at most");
    }
  }

  /** What holds when nothing is configured. */
  public static AccountsConfig defaults() {
    return new AccountsConfig("", Duration.ofSeconds(5));
  }
}
