package mercat.lab.replay;

import java.math.BigDecimal;
import java.math.RoundingMode;
import mercat.lab.terminal.Bounds;

/**
 * How to replay.
 *
 * @param inFlight orders under way at any time
 * @param stockShare how much of what the file demands is received, 0 to 1
 */
public record ReplayPlan(int inFlight, BigDecimal stockShare) {
  public ReplayPlan {
    Bounds.check("orders in flight", inFlight, 1, 1_024);
    Bounds.check("stock share", stockShare.doubleValue(), 0, 1);
  }

  boolean isWholeStock() {
    return stockShare.compareTo(BigDecimal.ONE) == 0;
  }

  /** What is received of a SKU, rounded down. */
  long share(long demand) {
    return stockShare
        .multiply(BigDecimal.valueOf(demand))
        .setScale(0, RoundingMode.DOWN)
        .longValueExact();
  }
}
