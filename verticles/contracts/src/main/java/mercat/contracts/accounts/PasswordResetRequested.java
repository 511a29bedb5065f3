package mercat.contracts.accounts;

import java.util.UUID;
import mercat.contracts.Event;

/** A link to a new password was made for whoever reads the mail of an account. */
public record PasswordResetRequested(UUID accountId) implements Event {}
