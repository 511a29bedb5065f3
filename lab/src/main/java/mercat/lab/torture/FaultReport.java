package mercat.lab.torture;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import mercat.lab.terminal.Numbers;
import mercat.lab.torture.FaultEvidence.AfterCrash;
import mercat.lab.torture.Freeze.Zombie;
import org.jspecify.annotations.Nullable;

/**
 * What one kind of fault came to.
 *
 * @param count how often it happened
 * @param failedRequests whose clients had no final answer after ten seconds
 * @param maxUnavailableMs the longest time in which nobody at all had a final answer
 * @param recoverMsMax from the end of the fault until the last attempt without a proper answer
 * @param recovered whether all was as before in time
 * @param serverErrors answers that blamed the server, repeats included
 * @param waitedMsMax the longest that one client, asking on elsewhere, had no proper answer
 * @param servedAgainMsMax of the database only: the longest time in which nobody was served after
 *     it accepted connections
 * @param staleMsMax the longest that any node named a life of another that had ended
 * @param truthfulMsMax from the end of the fault until every node named exactly those that live
 * @param pendingMax of clients killed too: orders without a fate when the database answered again
 * @param settledMsMax of the same: from the crash until all had come to rest by itself
 * @param silentMsMax of a process frozen between append and COMMIT: the longest time from then on
 *     in which nobody at all had a final answer
 * @param sideOrdersMin of parted nodes only: orders that the less busy side acknowledged
 * @param zombies of frozen nodes only: what they did when they came back
 * @param broken promises, the first few
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FaultReport(
    String id,
    String title,
    int count,
    long failedRequests,
    long maxUnavailableMs,
    long recoverMsMax,
    boolean recovered,
    long serverErrors,
    long waitedMsMax,
    @Nullable Long servedAgainMsMax,
    long staleMsMax,
    long truthfulMsMax,
    @Nullable Long sideOrdersMin,
    @Nullable Long pendingMax,
    @Nullable Long settledMsMax,
    @Nullable Long silentMsMax,
    @Nullable Zombies zombies,
    List<String> broken) {
  private static final int BROKEN_MAX = 5;

  public FaultReport {
    broken = List.copyOf(broken);
  }

  /**
   * Frozen nodes that came back.
   *
   * @param inHand orders they were at work for when they were frozen, in all
   * @param left orders they had not answered when they went on
   * @param lookedAt orders that were looked at for anything done twice
   * @param doneTwice what was, the first few of each case counted
   */
  public record Zombies(int inHand, long left, long lookedAt, int doneTwice) {
    static @Nullable Zombies of(List<Zombie> zombies) {
      return zombies.isEmpty()
          ? null
          : new Zombies(
              zombies.stream().mapToInt(Zombie::inHand).sum(),
              zombies.stream().mapToLong(Zombie::leftOrders).sum(),
              zombies.stream().mapToLong(Zombie::lookedAt).sum(),
              zombies.stream().mapToInt(zombie -> zombie.twice().size()).sum());
    }
  }

  static List<FaultReport> of(
      List<Fault> faults, List<Incident> incidents, List<RequestTally.Failure> failures) {
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
          var measures = own.stream().map(Incident::measures).toList();
          var evidence = measures.stream().map(Measures::evidence).toList();
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
                  .sum(),
              max(measures, Measures::waitedMs),
              Promises.isOfDatabase(fault.id()) ? max(measures, Measures::silenceAfterMs) : null,
              max(measures, Measures::staleMs),
              max(measures, Measures::truthMs),
              fewestOfASide(evidence),
              max(evidence, FaultEvidence::afterCrash, AfterCrash::pending),
              max(evidence, FaultEvidence::afterCrash, AfterCrash::settledMs),
              max(evidence, FaultEvidence::caught, Ambush.Caught::silentMs),
              Zombies.of(evidence.stream().flatMap(one -> one.zombie().stream()).toList()),
              own.stream()
                  .flatMap(incident -> Promises.brokenBy(incident).stream())
                  .limit(BROKEN_MAX)
                  .toList());
        })
        .filter(report -> report.count() > 0)
        .toList();
  }

  private static Long max(List<Measures> measures, ToLongFunction<Measures> what) {
    return measures.stream().mapToLong(what).max().orElse(0);
  }

  private static @Nullable Long fewestOfASide(List<FaultEvidence> evidence) {
    var fewest = evidence.stream().flatMapToLong(one -> one.fewestOfASide().stream()).min();
    return fewest.isPresent() ? fewest.getAsLong() : null;
  }

  private static <T> @Nullable Long max(
      List<FaultEvidence> evidence,
      Function<FaultEvidence, Optional<T>> part,
      ToLongFunction<T> figure) {
    var most = evidence.stream().flatMap(one -> part.apply(one).stream()).mapToLong(figure).max();
    return most.isPresent() ? most.getAsLong() : null;
  }

  /** What there is to say of it besides the figures that all have. */
  List<String> remarks() {
    var remarks = new ArrayList<String>();
    if (servedAgainMsMax != null) {
      remarks.add(
          "served again %s after the database accepted connections"
              .formatted(Numbers.seconds(servedAgainMsMax)));
    }
    if (sideOrdersMin != null) {
      remarks.add("each side took %s orders or more".formatted(Numbers.count(sideOrdersMin)));
    }
    if (settledMsMax != null) {
      remarks.add(
          "%d orders had no fate when the database answered again; all at rest by itself in %s"
              .formatted(pendingMax, Numbers.seconds(settledMsMax)));
    }
    if (silentMsMax != null) {
      remarks.add(
          "nobody else was served for %s while it held a log's head"
              .formatted(Numbers.seconds(silentMsMax)));
    }
    if (zombies != null) {
      remarks.add(
          "back with %s orders unanswered, %d of them in hand when frozen; of %s looked at, %s"
              .formatted(
                  Numbers.count(zombies.left()),
                  zombies.inHand(),
                  Numbers.count(zombies.lookedAt()),
                  zombies.doneTwice() == 0 ? "nothing was done twice" : "some were done twice"));
    }
    return remarks;
  }
}
