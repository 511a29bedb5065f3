package mercat.lab.drop;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.Verdict;

/**
 * What a sale came to.
 *
 * @param sold buyers who were told that they have their unit
 * @param refused buyers who were told that it is sold out
 * @param failed buyers who were told something else, or nothing final
 * @param oversold units beyond the stock, by the buyers' answers or by the stock's own levels,
 *     whichever is worse
 * @param takenFromStock units gone by the stock's own levels, once these had settled
 * @param repeats attempts beyond the first, because the system asked for patience
 * @param seconds until the last buyer knew
 */
@JsonPropertyOrder("ok")
public record DropVerdict(
    boolean ok,
    String sku,
    long stock,
    long buyers,
    long sold,
    long refused,
    long failed,
    long oversold,
    long takenFromStock,
    long repeats,
    double seconds,
    double p50Ms,
    double p99Ms,
    List<String> troubles)
    implements Verdict {

  public DropVerdict {
    troubles = List.copyOf(troubles);
  }

  /** The verdict as people read it. */
  public void print(Screen screen) {
    screen.print("");
    screen.print(
        "  sale        %s buyers, %s units".formatted(Numbers.count(buyers), Numbers.count(stock)));
    screen.print(
        "  buyers      %s sold, %s refused, %s failed"
            .formatted(
                Numbers.count(sold),
                Numbers.count(refused),
                failed == 0 ? "0" : screen.bad(Numbers.count(failed))));
    screen.print(
        "  stock       %s units gone, oversold %s"
            .formatted(
                Numbers.count(takenFromStock),
                oversold == 0 ? "0" : screen.bad(Numbers.count(oversold))));
    screen.print(
        "  time        %s s until the last buyer knew; p50 %s ms, p99 %s ms from the opening"
            .formatted(Numbers.decimal(seconds), Numbers.decimal(p50Ms), Numbers.decimal(p99Ms)));
    troubles.forEach(trouble -> screen.print("  " + screen.bad("!") + " " + trouble));
    screen.print(
        "  verdict     "
            + (ok
                ? screen.good("sold exactly what there was")
                : screen.bad("NOT what there was to sell")));
  }
}
