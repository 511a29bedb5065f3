package mercat.contracts.accounts;

import mercat.contracts.Event;

/** Access tokens are signed by another key from now on, or there is another next one. */
public record SigningKeyChanged(String kid) implements Event {}
