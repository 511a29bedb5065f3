package mercat.node;

import static mercat.node.RunningShop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.accounts.Role;
import mercat.testkit.AccessWalk;
import mercat.testkit.AccessWalk.Kind;
import mercat.testkit.AccessWalk.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The walk through a whole node: its contexts look at whoever asks again, and never disagree with
 * the contract. The table lies in {@code target/access-walk.md}.
 */
class WholeAccessWalkIT {
  private static final String SKU = "85123A";
  private static final String ADDRESS =
      """
      {"name":"Ada","line1":"12 St James's Square","city":"London","country":"GB"}\
      """;
  private static final String LINES = "\"lines\":[{\"sku\":\"85123A\",\"quantity\":1}]";

  /** With these the question comes to the context; any other is refused before. */
  private static final Map<String, String> BODIES =
      Map.ofEntries(
          Map.entry("quote", "{" + LINES + "}"),
          Map.entry(
              "placeOrder",
              "{%s,\"email\":\"a@example.org\",\"payment\":{\"method\":\"card\",\"token\":\"tok_ok\"}}"
                  .formatted(LINES)),
          Map.entry("changeAccount", "{\"name\":\"Ada\"}"),
          Map.entry("addAddress", ADDRESS),
          Map.entry("putAddress", ADDRESS),
          Map.entry(
              "putProduct", "{\"name\":\"Lantern\",\"price\":{\"amount\":1,\"currency\":\"GBP\"}}"),
          Map.entry("receiveStock", "{\"quantity\":1}"),
          Map.entry("refundOrder", "{\"amount\":{\"amount\":1,\"currency\":\"GBP\"}}"),
          Map.entry("findAccount", "{\"email\":\"a@example.org\"}"),
          Map.entry("searchOrders", "{\"email\":\"a@example.org\"}"),
          Map.entry("setRoles", "{\"roles\":[]}"),
          Map.entry("addToken", "{\"name\":\"NAME\",\"scopes\":[\"products:read\"],\"days\":1}"));

  private static final String FORGED = "01890a5d-ac96-774b-bcce-b302099a8057.mac";

  /** After these a token opens nothing. */
  private static final Set<String> ENDS = Set.of("signOut", "eraseAccount");

  private static final String HOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private static final Map<String, String> SETTINGS =
      Map.of(
          "accounts.hash-memory-kib", "64",
          "accounts.hash-iterations", "1",
          "edge.attempts-max", "0",
          "edge.account-attempts-max", "0",
          "edge.token-attempts-max", "0");

  @Test
  void nobodyIsWhereTheyDoNotBelong(@TempDir Path data) throws Exception {
    var secrets = Files.writeString(data.resolve("hook.secrets"), HOOK_SECRET);
    var settings = new HashMap<>(SETTINGS);
    settings.put("payments.sandbox-hook-secrets-file", secrets.toString());
    try (var shop = RunningShop.open(data, settings)) {
      shop.sells(SKU, 255, 1_000);
      var people = new ClusterClient(List.of("http://127.0.0.1:" + shop.port()), shop.token());
      var order = shop.order("own", "a@example.org", SKU, 1, "tok_ok");
      var other = shop.order("other", "b@example.org", SKU, 1, "tok_ok").at("/orderToken");
      var ended = people.customer().access();
      shop.bearing(ended, "DELETE", "/v1/sessions/current").is(204);
      eventually(() -> shop.bearing(ended, "GET", "/v1/me").is(401));

      var walk = new AccessWalk();
      walk.add("nobody", Kind.NOBODY, Set.of(), asked -> "");
      walk.add("order's token", Kind.OWN_ORDER_TOKEN, Set.of(), asked -> order.at("/orderToken"));
      walk.add(
          "another order's",
          Kind.OTHER_TOKEN,
          Set.of(),
          asked -> asked.path().contains("{id}") ? other : FORGED);
      var stranger = people.customer().access();
      walk.add(
          "other customer",
          Kind.OTHER_CUSTOMER,
          Set.of("customer"),
          asked -> (ENDS.contains(asked.id()) ? people.customer().access() : stranger));
      for (var role : Role.values()) {
        var name = role.name().toLowerCase(Locale.ROOT);
        var held = new ArrayList<>(role.scopes());
        held.add("customer");
        var signedIn = people.staff(role);
        walk.add(
            name,
            Kind.ACCESS_TOKEN,
            Set.copyOf(held),
            asked -> (ENDS.contains(asked.id()) ? people.staff(role) : signedIn).access());
      }
      var clerk = people.token("reader", "orders:read");
      walk.add("token, orders:read", Kind.STAFF_TOKEN, Set.of("orders:read"), asked -> clerk);
      var system = people.ofSystem("system-1", "orders:read");
      walk.add("client, orders:read", Kind.ACCESS_TOKEN, Set.of("orders:read"), asked -> system);
      walk.add("token, admin", Kind.STAFF_TOKEN, Set.of("admin"), asked -> shop.token());
      walk.add("revoked", Kind.DEAD_ACCESS_TOKEN, Set.of(), asked -> ended);
      var contract = shop.get("/openapi.yaml").is(200).text();
      walk.walk(
          new YAMLMapper().readTree(contract),
          (asked, bearer) -> status(shop, asked, bearer, order.at("/id")),
          System.out::println);
    }
  }

  private static int status(RunningShop shop, Operation asked, String bearer, String order)
      throws Exception {
    var path =
        asked
            .path()
            .replace("{id}", order)
            .replace("{code}", "conflict")
            .replace("{provider}", "sandbox")
            .replaceAll("\\{\\w+}", SKU);
    var headers = new ArrayList<>(List.of("Idempotency-Key", UUID.randomUUID().toString()));
    if (!asked.mediaType().isEmpty()) {
      headers.addAll(List.of("Content-Type", asked.mediaType()));
    }
    if (!bearer.isEmpty()) {
      headers.addAll(List.of("Authorization", "Bearer " + bearer));
    }
    var body = asked.mediaType().isEmpty() ? "" : BODIES.getOrDefault(asked.id(), "{}");
    var name = "t" + UUID.randomUUID();
    var answer = shop.send(asked.method(), path, body.replace("NAME", name), headers);
    assertThat(answer.status()).as("%s: %s", asked, answer.text()).isLessThan(500);
    return answer.status();
  }
}
