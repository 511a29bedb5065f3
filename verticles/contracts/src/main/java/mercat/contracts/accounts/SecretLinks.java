package mercat.contracts.accounts;

import java.time.Instant;
import java.util.List;
import mercat.contracts.Message;
import mercat.contracts.Request;

/**
 * Asks for the latest secret links, for development without a mail server. Refused unless accounts
 * is configured to show them.
 */
public record SecretLinks() implements Request<SecretLinks.Listed> {
  /** The latest first. */
  public record Listed(List<SecretLink> links) implements Message {
    public Listed {
      links = List.copyOf(links);
    }
  }

  /** What the bearer of a token may do for the account of an e-mail address. */
  public record SecretLink(Email email, Purpose purpose, Credential token, Instant expiresAt) {}

  /** What a link is for. */
  public enum Purpose {
    VERIFY_EMAIL,
    RESET_PASSWORD
  }
}
