package mercat.node;

import static mercat.node.RunningShop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mercat.lab.load.HttpText;
import mercat.lab.load.ServerAddress;
import mercat.lab.shop.HookSigner;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hook from outside: every context, real PostgreSQL, real HTTP. */
class PaymentHookJourneyIT {
  private final HookSigner provider = new HookSigner();

  /** The clock would come by in an hour. */
  @Test
  void endsADoubtThatTheClockWouldLetStand(@TempDir Path data) throws Exception {
    var secrets = provider.writeTo(data.resolve("hook.secrets"));
    var settings =
        Map.of(
            "payments.provider-timeout", "300ms",
            "payments.recheck", "1h",
            "payments.back-off-max", "1h",
            "payments.sandbox-settle", "1ms",
            "payments.sandbox-hook-secrets-file", secrets.toString());
    try (var shop = RunningShop.open(data, settings)) {
      shop.sells("LANTERN", 255, 10);
      var placed =
          shop.order("doubt", "a@example.org", "LANTERN", 1, "tok_timeout_then_ok").is(202);
      var id = placed.at("/id");
      var path = "/v1/orders/" + id;

      var stranger = new HookSigner().hook(address(shop), id);
      send(shop, stranger).is(401, "wrong_signature");
      assertThat(shop.bearing(placed.at("/orderToken"), "GET", path).at("/paymentStatus"))
          .isEqualTo("in_doubt");
      send(shop, provider.hook(address(shop), id)).is(204);
      eventually(() -> {
        var order = shop.bearing(placed.at("/orderToken"), "GET", path);
        assertThat(order.at("/status")).isEqualTo("confirmed");
        assertThat(order.at("/paymentStatus")).isEqualTo("captured");
      });

      var timeline = shop.admin("GET", "/v1/admin" + path.substring(3) + "/timeline");
      assertThat(timeline.is(200).at("/payment/state")).isEqualTo("captured");
      assertThat(timeline.at("/payment/looks")).isEqualTo("1");
      assertThat(timeline.json().findValuesAsText("event"))
          .contains("PaymentUnknown", "PaymentResolved", "PaymentCaptured");
      assertThat(shop.operations("/metrics").text())
          .containsPattern("mercat_payments_hooks_total\\{.*outcome=\"noted\".*} 1.0")
          .containsPattern("mercat_payments_hooks_total\\{.*outcome=\"wrong_signature\".*} 1.0");
    }
  }

  private static ServerAddress address(RunningShop shop) {
    return new ServerAddress("127.0.0.1", shop.port(), "");
  }

  private static HttpReply send(RunningShop shop, HttpText hook) throws Exception {
    var headers = new ArrayList<String>();
    hook.headers().forEach((name, text) -> headers.addAll(List.of(name, text)));
    return shop.send(hook.method(), hook.path(), hook.body(), headers);
  }
}
