package mercat.contracts.log;

import mercat.contracts.Event;

/**
 * Stands for an event that the version which read it does not understand: passed on as it was
 * written, to whom may understand it. Travels, but never stands in a log.
 *
 * @param type what the log says it is
 * @param payload the event as JSON
 * @param why what could not be understood, for people
 */
public record UnreadEvent(String type, String payload, String why) implements Event {}
