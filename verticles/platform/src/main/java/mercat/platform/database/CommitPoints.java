package mercat.platform.database;

import mercat.platform.FailPoint;

/**
 * Where a process may die around the COMMIT of one kind of transaction.
 *
 * @param before everything is sent but COMMIT
 * @param after committed, and nobody has been told
 */
public record CommitPoints(FailPoint before, FailPoint after) {
  /** The two of a step, which is named {@code context.Step}. */
  public static CommitPoints of(String step) {
    return new CommitPoints(
        FailPoint.named(step + ".before-commit"), FailPoint.named(step + ".after-commit"));
  }
}
