package mercat.contracts.accounts;

import java.util.UUID;
import mercat.contracts.Event;

/** Somebody registered. */
public record AccountRegistered(UUID accountId) implements Event {}
