package mercat.verify;

import java.util.List;

/** What the examinations of all invariants in one snapshot found. */
public record Findings(List<Finding> all) {
  public boolean hold() {
    return all.stream().allMatch(Finding::holds);
  }

  /** A line for each invariant that does not hold. */
  public List<String> broken() {
    return all.stream()
        .filter(finding -> !finding.holds())
        .map(finding -> finding.id() + ": " + finding.detail())
        .toList();
  }
}
