package mercat.lab.torture;

import com.fasterxml.jackson.databind.JsonNode;
import mercat.verify.Ack;

/**
 * What an answer said of an order. An order and its payment only go forward.
 *
 * @param status of HTTP; 0 where no answer came
 * @param code of the problem, such as {@code out_of_stock}; empty where there is none
 * @param order its id; empty where the answer names none
 * @param number what people call it
 * @param state of the order: pending, confirmed, …
 * @param payment state of its payment
 * @param total in minor units
 */
record ToldOrder(
    int status,
    String code,
    String order,
    String number,
    String state,
    String payment,
    long total,
    String currency) {

  static final ToldOrder NOTHING = new ToldOrder(0, "", "", "", "", "", 0, "");

  static ToldOrder of(int status, JsonNode body) {
    return new ToldOrder(
        status,
        body.path("code").asText(""),
        body.path("id").asText(""),
        body.path("number").asText(""),
        status < 400 ? body.path("status").asText("") : "",
        body.path("paymentStatus").asText(""),
        body.path("total").path("amount").asLong(),
        body.path("total").path("currency").asText(""));
  }

  Ack acknowledged(String key) {
    return new Ack(order, key, total, currency, state);
  }

  /** The parts of an order that no later answer under the same key may change. */
  String identity() {
    return order + " no. " + number + " over " + total + " " + currency;
  }

  /** The parts of it that stand in the database as they do in an answer. */
  String substance() {
    return order + " over " + total + " " + currency;
  }

  boolean isConfirmed() {
    return isTaken(state);
  }

  private static boolean isTaken(String state) {
    return rank(state) >= 1 && !state.equals("rejected");
  }

  /** Whether an order may be in the second state after somebody saw it in the first. */
  static boolean mayFollow(String earlier, String later) {
    if (earlier.equals("rejected") || later.equals("rejected")) {
      return later.equals("rejected") && !isTaken(earlier);
    }
    return rank(later) >= rank(earlier);
  }

  /** The same for its payment. */
  boolean mayPaymentBecome(String later) {
    return paymentRank(later) >= paymentRank(payment);
  }

  /** Pending, then decided, then over. */
  private static int rank(String state) {
    return switch (state) {
      case "pending" -> 0;
      case "confirmed", "rejected" -> 1;
      case "closed", "cancelled" -> 2;
      default -> -1;
    };
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
