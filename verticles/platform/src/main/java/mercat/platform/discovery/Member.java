package mercat.platform.discovery;

/**
 * One life of a node.
 *
 * @param id names the node; the same after a restart
 * @param epoch when this life began, milliseconds since 1970
 */
public record Member(String id, long epoch) {}
