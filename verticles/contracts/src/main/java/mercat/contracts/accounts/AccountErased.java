package mercat.contracts.accounts;

import java.util.UUID;
import mercat.contracts.Event;

/** What is known of a person is to be erased, everywhere. */
public record AccountErased(UUID accountId) implements Event {}
