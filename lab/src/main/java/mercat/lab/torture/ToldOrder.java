package mercat.lab.torture;

import com.fasterxml.jackson.databind.JsonNode;
import mercat.lab.shop.PlacedOrder;

/**
 * What an answer said of an order.
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

  /** For an attempt without an answer. */
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

  boolean isConfirmed() {
    return OrderProgress.isTaken(state);
  }

  PlacedOrder asPlaced() {
    return new PlacedOrder(order, state, payment, total, currency, "");
  }

  /** The parts of an order that no later answer under the same key may change. */
  String identity() {
    return order + " no. " + number + " over " + total + " " + currency;
  }

  /** The parts of it that stand in the database as they do in an answer. */
  String substance() {
    return order + " over " + total + " " + currency;
  }
}
