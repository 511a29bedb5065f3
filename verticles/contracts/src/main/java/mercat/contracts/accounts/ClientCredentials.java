package mercat.contracts.accounts;

import mercat.contracts.Text;
import org.jspecify.annotations.Nullable;

/**
 * By what a client of OAuth 2 says who it is.
 *
 * @param secret null for a public client, which can keep none
 */
public record ClientCredentials(String id, @Nullable Credential secret) {
  public ClientCredentials {
    Text.require("client_id", id, 64);
  }
}
