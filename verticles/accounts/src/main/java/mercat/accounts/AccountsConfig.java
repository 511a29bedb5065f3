package mercat.accounts;

import mercat.platform.config.Secret;

/**
 * What accounts may be told.
 *
 * @param tokenFile where the first staff token is written; empty: none is made
 * @param adminToken the first staff token, brought by whoever starts the first node; empty: one is
 *     made
 */
public record AccountsConfig(String tokenFile, Secret adminToken) {
  private static final int TOKEN_MIN = 32;

  public AccountsConfig {
    var given = adminToken.value();
    if (!given.isEmpty()
        && (given.length() < TOKEN_MIN || !given.chars().allMatch(c -> c > ' ' && c < 0x7f))) {
      throw new IllegalArgumentException(
          "admin-token: at least " + TOKEN_MIN + " characters of ASCII without blanks are wanted");
    }
  }

  public static AccountsConfig defaults() {
    return new AccountsConfig("", new Secret(""));
  }
}
