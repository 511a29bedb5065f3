package mercat.contracts;

/** Anything that travels between contexts: a request, a reply or an event. Always a record. */
public interface Message {}
