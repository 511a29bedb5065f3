package mercat.lab.fuzz;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mercat.lab.terminal.CommandVerdict;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.VerifyVerdict;
import org.jspecify.annotations.Nullable;

/**
 * What became of all requests.
 *
 * @param answers by status
 * @param sorts requests by what was special about them
 * @param shed answers that said "overloaded" as they should; no fault
 * @param unanswered broken requests on which the system hung up, or of which it wanted more
 * @param faults what must not be; the first of them, {@code faultCount} in all
 * @param answersAtTheEnd whether the system still answered and took an order
 * @param invariants null when no database was in reach
 */
public record FuzzVerdict(
    boolean ok,
    long seed,
    long requests,
    Map<Integer, Long> answers,
    Map<String, Long> sorts,
    long shed,
    long unanswered,
    long faultCount,
    List<Fault> faults,
    boolean answersAtTheEnd,
    @Nullable VerifyVerdict invariants,
    double seconds)
    implements CommandVerdict {

  /**
   * An answer that must not be.
   *
   * @param number of the request: {@code --only} sends it again
   * @param request as a shell's {@code printf} takes it; staff's token is left out
   */
  public record Fault(long number, String sort, String why, String request, String answer) {}

  @Override
  public void print(Screen screen) {
    screen.print("");
    screen.line("sent", "%s requests in %s s, seed %s", requests, seconds, String.valueOf(seed));
    screen.line("sorts", "%s", counts(sorts));
    screen.line("responses", "%s", counts(answers));
    screen.line("besides", "%s overloaded, %s broken ones unanswered", shed, unanswered);
    for (var fault : faults) {
      screen.print("  " + screen.bad("!") + " request " + fault.number() + ": " + fault.why());
      screen.print("      printf '%b' '" + fault.request() + "'");
      screen.print("      " + fault.answer());
    }
    if (faultCount > faults.size()) {
      screen.print("  and %s more".formatted(Numbers.count(faultCount - faults.size())));
    }
    if (invariants != null) {
      invariants.print(screen);
    } else {
      screen.line("invariants", "not examined: no database is in reach (see --data and --db)");
    }
    screen.verdict(
        ok,
        "no request did harm",
        Numbers.count(faultCount)
            + " faults"
            + (answersAtTheEnd ? "" : ", and it takes no order any more"));
  }

  private static String counts(Map<?, Long> counts) {
    return counts.entrySet().stream()
        .map(each -> Numbers.count(each.getValue()) + " × " + each.getKey())
        .collect(Collectors.joining(", "));
  }
}
