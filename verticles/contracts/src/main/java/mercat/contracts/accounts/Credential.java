package mercat.contracts.accounts;

import mercat.contracts.Text;

/**
 * A password or a token on its way. Nobody prints it: no log, no exception, no listing.
 *
 * @param value at most {@value #LENGTH_MAX} characters
 */
public record Credential(String value) {
  public static final int LENGTH_MAX = 2_048;

  public Credential {
    Text.require("credential", value, LENGTH_MAX);
  }

  @Override
  public String toString() {
    return "********";
  }
}
