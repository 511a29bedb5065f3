package mercat.contracts.accounts;

import java.util.UUID;
import mercat.contracts.Event;

/** An account has another password. */
public record PasswordChanged(UUID accountId) implements Event {}
