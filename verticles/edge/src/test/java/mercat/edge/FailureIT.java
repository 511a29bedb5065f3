package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import mercat.contracts.orders.PlaceOrder;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureIT {
  @ParameterizedTest
  @CsvSource({
    "INVALID,400,invalid_request",
    "UNAUTHENTICATED,401,unauthenticated",
    "FORBIDDEN,403,forbidden",
    "NOT_FOUND,404,not_found",
    "CONFLICT,409,conflict",
    "OVERLOADED,503,overloaded",
    "UNAVAILABLE,503,unavailable",
    "DEADLINE_EXCEEDED,504,outcome_unknown",
    "INTERNAL,500,internal"
  })
  void everyKindOfFailureHasItsStatus(FailureKind kind, int status, String code) {
    try (var edge = new RunningEdge()) {
      edge.fail(PlaceOrder.class, new Failure(kind, "what happened", null));
      var reply = edge.order(Samples.ORDER_BODY, "X-Request-Id", "mine-7");
      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(reply.header("Retry-After")).isEqualTo(status == 503 ? "1" : "");
      assertThat(reply.code()).isEqualTo(code);
      assertThat(reply.json().path("status").asInt()).isEqualTo(status);
      assertThat(reply.json().path("type").asText()).isEqualTo("/problems/" + code);
      assertThat(reply.json().path("title").asText()).isEqualTo(code.replace('_', ' '));
      assertThat(reply.json().path("instance").asText()).isEqualTo("mine-7");
      if (kind == FailureKind.INTERNAL) {
        assertThat(reply.text()).doesNotContain("what happened");
      }
    }
  }

  @Test
  void theOutcomeIsUnknownWhenNoAnswerCame() {
    try (var edge = new RunningEdge()) {
      edge.answerWith(
          PlaceOrder.class, (request, call) -> Promise.<PlaceOrder.Reply>promise().future());
      var reply = edge.order(Samples.ORDER_BODY, "Deadline-Ms", "100");
      assertThat(reply.status()).isEqualTo(504);
      assertThat(reply.code()).isEqualTo("outcome_unknown");
    }
  }

  @Test
  void oneRequestTooManyIsShed() {
    try (var edge = new RunningEdge("edge.requests-max", "0")) {
      var reply = edge.order(Samples.ORDER_BODY);
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.code()).isEqualTo("overloaded");
      assertThat(reply.header("Retry-After")).isEqualTo("1");
      assertThat(edge.asked(PlaceOrder.class)).isEmpty();
    }
  }

  @Test
  void shedsOnlyWhileThereIsTooMuch() {
    try (var edge = new RunningEdge("edge.requests-max", "1")) {
      edge.answer(PlaceOrder.class, new PlaceOrder.Reply.KeyReused());
      for (int i = 0; i < 20; i++) {
        assertThat(edge.order(Samples.ORDER_BODY).status()).isEqualTo(422);
        assertThat(edge.order("{").status()).isEqualTo(400);
        assertThat(edge.get("/nowhere").status()).isEqualTo(404);
        assertThat(edge.get("/v1/orders/x/cancel").status()).isEqualTo(405);
        assertThat(edge.get("/v1/admin/orders").status()).isEqualTo(401);
      }
    }
  }
}
