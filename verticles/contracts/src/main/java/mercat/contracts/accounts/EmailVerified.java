package mercat.contracts.accounts;

import java.util.UUID;
import mercat.contracts.Event;

/** Whoever registered has shown that the e-mail address is theirs. */
public record EmailVerified(UUID accountId) implements Event {}
