package mercat.contracts.accounts;

import java.util.UUID;
import mercat.contracts.Event;

/** Somebody registered by the e-mail address of an account; a link to a new password was made. */
public record RegisteredAgain(UUID accountId) implements Event {}
