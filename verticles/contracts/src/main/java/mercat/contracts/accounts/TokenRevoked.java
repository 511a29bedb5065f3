package mercat.contracts.accounts;

import mercat.contracts.Event;

/** A personal access token opens nothing more. */
public record TokenRevoked(String name) implements Event {}
