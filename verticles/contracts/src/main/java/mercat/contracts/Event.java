package mercat.contracts;

/**
 * A fact in a context's log, for any number of followers. Carries ids and amounts, no personal
 * data.
 */
public interface Event extends Message {}
