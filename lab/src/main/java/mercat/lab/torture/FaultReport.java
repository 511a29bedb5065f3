package mercat.lab.torture;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import mercat.lab.terminal.Numbers;
import mercat.lab.torture.Incident.Zombies;
import org.jspecify.annotations.Nullable;

/**
 * What one kind of fault came to.
 *
 * @param count how often it happened
 * @param failedRequests whose clients had no final answer after ten seconds
 * @param recovered whether all was as before in time
 * @param figures what was measured, in JSON beside the others
 * @param zombies of frozen nodes only: what they did when they came back
 * @param broken promises, the first few
 * @param untold what came late while the machine had no processor time left, the first few
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FaultReport(
    String id,
    String title,
    int count,
    long failedRequests,
    boolean recovered,
    @JsonAnyGetter Map<Figure, Long> figures,
    @Nullable Zombies zombies,
    List<String> broken,
    List<String> untold) {
  private static final int BROKEN_MAX = 5;

  static List<FaultReport> of(
      List<Fault> faults, List<Incident> incidents, List<RequestTally.Wait> failures) {
    var failed =
        failures.stream()
            .flatMap(
                failure -> incidents.stream().filter(incident -> incident.meets(failure)).limit(1))
            .collect(groupingBy(Incident::id, counting()));
    var reports = new ArrayList<FaultReport>();
    for (var fault : faults) {
      var own = incidents.stream().filter(incident -> incident.id().equals(fault.id())).toList();
      if (!own.isEmpty()) {
        reports.add(of(fault, own, failed.getOrDefault(fault.id(), 0L)));
      }
    }
    return reports;
  }

  private static FaultReport of(Fault fault, List<Incident> own, long failedRequests) {
    var figures = new EnumMap<Figure, Long>(Figure.class);
    own.forEach(incident ->
        incident.figures().forEach((figure, value) -> figures.merge(figure, value, figure::both)));
    var broken = listed(own, Incident::broken);
    var untold = listed(own, Incident::untold);
    if (fault.id().equals("F12") && failedRequests > 0) {
      var isTold = own.stream().noneMatch(Incident::isTooSlowToTell);
      (isTold ? broken : untold)
          .add("a rolling restart failed %d requests".formatted(failedRequests));
    }
    return new FaultReport(
        fault.id(),
        fault.title(),
        own.size(),
        failedRequests,
        own.stream().allMatch(Incident::recovered),
        figures,
        own.stream().flatMap(one -> one.zombies().stream()).reduce(Zombies::plus).orElse(null),
        broken,
        untold);
  }

  private static List<String> listed(List<Incident> own, Function<Incident, List<String>> what) {
    return own.stream()
        .flatMap(incident -> what.apply(incident).stream())
        .limit(BROKEN_MAX)
        .collect(toCollection(ArrayList::new));
  }

  long figure(Figure figure) {
    return figures.getOrDefault(figure, 0L);
  }

  String seconds(Figure figure) {
    return Numbers.seconds(figure(figure));
  }

  List<String> remarks() {
    var remarks = new ArrayList<String>();
    figures.forEach((figure, value) -> remarks.add(figure.remark(value)));
    remarks.removeIf(String::isEmpty);
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
