package mercat.lab.torture;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.TreeMap;

/**
 * What one kind of fault came to.
 *
 * @param count how often it happened
 * @param failedRequests whose clients had no final answer after ten seconds
 * @param maxUnavailableMs the longest time in which nobody at all had a final answer
 * @param recoverMsMax from the end of the fault until the last attempt without a proper answer
 * @param recovered whether all was as before in time
 * @param serverErrors answers that blamed the server, repeats included
 */
@JsonPropertyOrder({"id", "count", "failedRequests", "maxUnavailableMs", "recoverMsMax"})
public record FaultReport(
    String id,
    String title,
    int count,
    long failedRequests,
    long maxUnavailableMs,
    long recoverMsMax,
    boolean recovered,
    long serverErrors) {

  static List<FaultReport> of(
      List<Fault> faults, List<Incident> incidents, List<Tally.Failure> failures) {
    var byId = new TreeMap<String, Long>();
    for (var failure : failures) {
      incidents.stream()
          .filter(incident -> incident.meets(failure))
          .findFirst()
          .ifPresent(incident -> byId.merge(incident.id(), 1L, Long::sum));
    }
    return faults.stream()
        .map(fault -> {
          var own =
              incidents.stream().filter(incident -> incident.id().equals(fault.id())).toList();
          return new FaultReport(
              fault.id(),
              fault.title(),
              own.size(),
              byId.getOrDefault(fault.id(), 0L),
              own.stream().mapToLong(Incident::unavailableMs).max().orElse(0),
              own.stream().mapToLong(Incident::recoverMs).max().orElse(0),
              own.stream().allMatch(Incident::recovered),
              own.stream()
                  .flatMap(incident -> incident.refusals().values().stream())
                  .mapToLong(Integer::longValue)
                  .sum());
        })
        .filter(report -> report.count() > 0)
        .toList();
  }
}
