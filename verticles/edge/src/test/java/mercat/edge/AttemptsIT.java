package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mercat.contracts.accounts.Register;
import mercat.contracts.accounts.RequestPasswordReset;
import mercat.contracts.accounts.SignIn;
import mercat.contracts.orders.PlaceOrder;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attempts that are made too often: three a minute from an address, behind one trusted proxy. */
class AttemptsIT {
  private static final int MAX = 3;

  @AutoClose
  private final RunningEdge edge =
      new RunningEdge(
          "edge.order-attempts-max",
          String.valueOf(MAX),
          "edge.account-attempts-max",
          String.valueOf(MAX),
          "edge.trusted-hops",
          "1");

  private HttpReply order(String email, String forwardedFor) {
    edge.answer(PlaceOrder.class, new PlaceOrder.Reply.KeyReused());
    return edge.order(
        Samples.ORDER_BODY.replace("guest@example.org", email), "X-Forwarded-For", forwardedFor);
  }

  @Test
  void fromOneAddressAreDelayed() {
    for (int i = 0; i < MAX; i++) {
      var reply = order("guest" + i + "@example.org", "192.0.2.1").is(422);
      assertThat(reply.headers().allValues("RateLimit-Policy"))
          .containsExactly("\"address\";q=3;w=60", "\"account\";q=3;w=60");
      assertThat(reply.headers().allValues("RateLimit").getFirst())
          .startsWith("\"address\";r=" + (MAX - 1 - i) + ";t=");
    }
    int before = edge.asked(PlaceOrder.class).size();
    var refused = order("another@example.org", "192.0.2.1").is(429, "too_many_attempts");
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 20);
    assertThat(edge.asked(PlaceOrder.class)).hasSize(before);
    edge.get("/v1/orders/" + Samples.ID, "X-Forwarded-For", "192.0.2.1").is(500);
    order("another@example.org", "192.0.2.2").is(422);
  }

  @Test
  void forOneAccountAreDelayedWhereverTheyComeFrom() {
    var writings = List.of("a@example.org", "A@example.org", "a@EXAMPLE.org");
    for (int i = 0; i < MAX; i++) {
      order(writings.get(i), "192.0.2." + (10 + i)).is(422);
    }
    order("a@example.org", "192.0.2.20").is(429, "too_many_attempts");
    order("b@example.org", "192.0.2.20").is(422);
    var refused = edge.metrics().get("mercat.edge.attempts.refused");
    assertThat(refused.tags("attempt", "order", "by", "account").counter().count()).isOne();
  }

  /** What stands before the entry of the trusted proxy, the client itself may have written. */
  @Test
  void areNotCountedByWhatTheClientSaysOfItself() {
    for (int i = 0; i < MAX; i++) {
      order("c%d@example.org".formatted(i), "198.51.100.%d, 192.0.2.3".formatted(i)).is(422);
    }
    order("c9@example.org", "198.51.100.9, 192.0.2.3").is(429);
  }

  /** Somebody who has one address of IPv6 has all of its network. */
  @Test
  void fromOneNetworkOfManyAddressesAreCountedTogether() {
    for (int i = 0; i < MAX; i++) {
      order("d%d@example.org".formatted(i), "2001:db8:1:2::" + i).is(422);
    }
    order("d9@example.org", "2001:db8:1:2:ffff::9").is(429);
    order("d9@example.org", "2001:db8:1:3::9").is(422);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/sessions,'{\"email\":\"e@example.org\",\"password\":\"guessed\"}',401",
    "/v1/accounts,'{\"email\":\"e@example.org\",\"name\":\"Eve\",\"password\":\"four little words\"}',202",
    "/v1/password-resets,'{\"email\":\"e@example.org\"}',202"
  })
  void concerningAnAccountAreCountedEachKindForItself(String path, String body, int status) {
    edge.answer(SignIn.class, new SignIn.Reply.Refused());
    edge.answer(Register.class, new Register.Accepted());
    edge.answer(RequestPasswordReset.class, new RequestPasswordReset.Accepted());
    for (int i = 0; i < MAX; i++) {
      edge.post(path, body, "Content-Type", RunningEdge.JSON).is(status);
    }
    edge.post(path, body, "Content-Type", RunningEdge.JSON).is(429, "too_many_attempts");
  }

  @Test
  void areUnboundedWhereNoBoundIsSet() {
    try (var open = new RunningEdge()) {
      open.answer(PlaceOrder.class, new PlaceOrder.Reply.KeyReused());
      for (int i = 0; i < 50; i++) {
        open.order(Samples.ORDER_BODY).is(422).has("RateLimit", "");
      }
    }
  }
}
