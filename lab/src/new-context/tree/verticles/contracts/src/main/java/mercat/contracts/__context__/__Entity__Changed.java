package mercat.contracts.__context__;

import java.util.UUID;
import mercat.contracts.Event;

/** What is kept under an id was stored for the first time, or changed. */
public record __Entity__Changed(UUID id, long version) implements Event {}
