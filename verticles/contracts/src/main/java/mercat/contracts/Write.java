package mercat.contracts;

/** Marks a {@link Request} that changes something. What it carries makes a repeat harmless. */
public interface Write {}
