package mercat.accounts;

import java.util.Optional;
import mercat.contracts.accounts.Email;

/**
 * Somebody whom the outside provider knows.
 *
 * @param email for which it vouches; nothing when it vouches for none
 */
record OidcIdentity(String issuer, String subject, Optional<Email> email, String name) {}
