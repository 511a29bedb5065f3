package mercat.contracts;

import java.util.concurrent.Callable;

/**
 * A command of the launcher, found by {@link java.util.ServiceLoader}. The implementing class
 * carries the command line annotations; its result is the exit code.
 */
public interface Command extends Callable<Integer> {}
