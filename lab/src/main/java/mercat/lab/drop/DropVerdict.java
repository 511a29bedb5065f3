package mercat.lab.drop;

import java.util.List;
import mercat.lab.terminal.CommandVerdict;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;

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
    implements CommandVerdict {

  @Override
  public void print(Screen screen) {
    screen.print("");
    screen.line("sale", "%s buyers, %s units", buyers, stock);
    screen.line(
        "buyers",
        "%s sold, %s refused, %s failed",
        sold,
        refused,
        failed == 0 ? "0" : screen.bad(Numbers.count(failed)));
    screen.line(
        "stock",
        "%s units gone, oversold %s",
        takenFromStock,
        oversold == 0 ? "0" : screen.bad(Numbers.count(oversold)));
    screen.line(
        "time",
        "%s s until the last buyer knew; p50 %s ms, p99 %s ms from the opening",
        seconds,
        p50Ms,
        p99Ms);
    screen.troubles(troubles);
    screen.verdict(ok, "sold exactly what there was", "NOT what there was to sell");
  }
}
