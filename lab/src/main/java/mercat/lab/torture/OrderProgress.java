package mercat.lab.torture;

/** How far an order and its payment have come: both only go forward. */
final class OrderProgress {
  private OrderProgress() {}

  /** Whether an order in this state was confirmed once. */
  static boolean isTaken(String state) {
    return rank(state) >= 1 && !state.equals("rejected");
  }

  /** Pending, then decided, then over. */
  static int rank(String state) {
    return switch (state) {
      case "pending" -> 0;
      case "confirmed", "rejected" -> 1;
      case "closed", "cancelled" -> 2;
      default -> -1;
    };
  }

  /** Whether an order may be in the second state after somebody saw it in the first. */
  static boolean mayFollow(String earlier, String later) {
    if (earlier.equals("rejected") || later.equals("rejected")) {
      return later.equals("rejected") && !isTaken(earlier);
    }
    return rank(later) >= rank(earlier);
  }

  /** The same for its payment. */
  static boolean mayPaymentFollow(String earlier, String later) {
    return paymentRank(later) >= paymentRank(earlier);
  }

  private static int paymentRank(String state) {
    return switch (state) {
      case "authorized" -> 1;
      case "captured", "voided", "declined" -> 2;
      case "partly_refunded" -> 3;
      case "refunded" -> 4;
      default -> 0;
    };
  }
}
