package mercat.lab.replay;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How to replay.
 *
 * @param inFlight orders under way at any time
 * @param stockShare how much of what the file demands is received, 0 to 1
 */
public record ReplayPlan(int inFlight, BigDecimal stockShare) {
  public static final int IN_FLIGHT_MAX = 1_024;

  public ReplayPlan {
    if (inFlight < 1 || inFlight > IN_FLIGHT_MAX) {
      throw new IllegalArgumentException("orders in flight: 1 to " + IN_FLIGHT_MAX);
    }
    if (stockShare.signum() < 0 || stockShare.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException("the stock share is between 0 and 1");
    }
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
