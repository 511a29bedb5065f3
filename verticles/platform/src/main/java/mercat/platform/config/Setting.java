package mercat.platform.config;

/**
 * One value in force and where it was set, fit to be printed: secrets are masked.
 *
 * @param name in full, such as {@code inventory.hold-max}
 * @param value as one would write it
 * @param source such as {@code default}, a file's path or the name of a variable
 */
public record Setting(String name, String value, String source) {}
