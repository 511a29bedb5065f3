package mercat.lab.discovery;

import java.util.List;
import java.util.Map;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;

/**
 * What clients saw who find edges by etcd alone: true when each edge that died, stood still or was
 * told to stop was listed no more within twice its lease and 20 s, everybody was served at the last
 * by another one, and a restart in order failed no attempt, but for those that this machine had no
 * time for.
 */
record DiscoveryVerdict(
    boolean ok, int leaseSeconds, List<EdgeFault> faults, List<String> troubles, double seconds)
    implements CommandVerdict {
  private static final String OVERLOADED = "503 overloaded";

  /**
   * One fault of one edge.
   *
   * @param listedSeconds how long it was still listed, from the fault on
   * @param backSeconds from the fault on until it was listed again
   * @param requests that buyers had meanwhile
   * @param failedAttempts of those, by how they failed; each was then repeated elsewhere
   * @param lost requests that were not served in the end
   */
  record EdgeFault(
      String fault,
      String node,
      double listedSeconds,
      double backSeconds,
      long requests,
      Map<String, Long> failedAttempts,
      long lost) {
    /**
     * Attempts that failed, but for those that were told to come again: there was too much to do.
     */
    long failed() {
      return failedAttempts.entrySet().stream()
          .filter(how -> !how.getKey().equals(OVERLOADED))
          .mapToLong(Map.Entry::getValue)
          .sum();
    }
  }

  @Override
  public void print(Screen screen) {
    var table = TextTable.of("fault | edge | still listed | back after | requests | failed | lost");
    for (var fault : faults) {
      table.row(
          "%s | %s | %s s | %s s | %s | %s | %s",
          fault.fault(),
          fault.node(),
          fault.listedSeconds(),
          fault.backSeconds(),
          fault.requests(),
          fault.failedAttempts().isEmpty() ? "0" : fault.failedAttempts().toString(),
          fault.lost());
    }
    screen.table(table);
    screen.line("a lease", "%s s", leaseSeconds);
    screen.line("took", "%s s", seconds);
    screen.troubles(troubles);
    screen.verdict(ok, "clients of etcd find whoever serves, and nobody else for long", "NOT so");
  }
}
