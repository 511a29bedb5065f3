package mercat.node;

import static mercat.node.RunningShop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What buyers are recommended by a whole shop, over HTTP; and what an operator does about it. */
class RecommendationJourneyIT {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "accounts.show-links", "true",
          "accounts.hash-memory-kib", "64",
          "accounts.hash-iterations", "1",
          "edge.recommendations-patience", "10s",
          "recommendations.popularity-every", "100ms");

  private static final String CREDENTIALS =
      "\"email\":\"ann@example.com\",\"password\":\"four little words here\"";
  private static final String PARKED =
      "select position::text from recommendations.parked order by position";
  private static final String MAILS =
      "select count(*)::text from notifications.mail where kind = 'order_confirmed'";
  private static final String CAPTURED =
      "select count(*)::text from payments.payment where state = 'captured'";
  private static final String PROFILES =
      "select account::text from recommendations.profile where is_registered";

  @TempDir private Path data;

  @Test
  void namesWhatOthersBoughtAndForgetsWhoDid() throws Exception {
    try (var shop = open(SETTINGS)) {
      var ann = signedIn(shop);
      order(shop, ann, "first", "CUP", "SAUCER").is(201);
      order(shop, "", "second", "CUP", "SPOON").is(201);
      awaitRelated(shop, "CUP", "SAUCER", "SPOON");
      eventually(() -> assertThat(shop.texts(PROFILES)).hasSize(1));
      var mine = shop.bearing(ann, "GET", "/v1/me/recommendations?limit=2").is(200);
      assertThat(skus(mine)).containsExactly("CUP", "SAUCER");

      shop.bearing(ann, "DELETE", "/v1/me").is(204);
      eventually(() -> assertThat(shop.texts(PROFILES)).isEmpty());
      awaitRelated(shop, "CUP", "SAUCER", "SPOON");
    }
  }

  @Test
  void holdsUpNobodyWhereItCanLearnNothingUntilAnOperatorHasRepairedIt() throws Exception {
    try (var shop = open(SETTINGS)) {
      shop.change("alter table recommendations.basket add constraint never check (false)");
      order(shop, "", "first", "CUP", "SAUCER").is(201);
      order(shop, "", "second", "CUP", "SPOON").is(201);
      shop.awaitStock("CUP", 98, 0);
      eventually(() -> {
        assertThat(shop.texts(PARKED)).hasSize(2);
        assertThat(shop.texts(MAILS)).containsExactly("2");
        assertThat(shop.texts(CAPTURED)).containsExactly("2");
      });
      assertThat(skus(shop.get("/v1/products/CUP/related").is(200))).isEmpty();
      shop.operations("/health/ready").is(200);
      shop.command("follower", "parked", "recommendations", "orders")
          .ends(0)
          .says("OrderConfirmed", "never");
      var position = shop.texts(PARKED).getFirst();
      shop.command("follower", "retry", "recommendations", "orders", position).ends(3);

      shop.change("alter table recommendations.basket drop constraint never");
      for (var each : shop.texts(PARKED)) {
        shop.command("follower", "retry", "recommendations", "orders", each).ends(0);
      }
      assertThat(shop.texts(PARKED)).isEmpty();
      awaitRelated(shop, "CUP", "SAUCER", "SPOON");
    }
  }

  @Test
  void isTheSameWhenAnOperatorRebuildsIt() throws Exception {
    try (var shop = open(SETTINGS)) {
      var ann = signedIn(shop);
      order(shop, ann, "first", "CUP", "SAUCER").is(201);
      order(shop, "", "second", "CUP", "SPOON").is(201);
      awaitRelated(shop, "CUP", "SAUCER", "SPOON");
      shop.awaitStock("CUP", 98, 0);
      var before = learned(shop);
      assertThat(before).hasSize(4);
      for (var source : List.of("orders", "accounts", "catalog")) {
        shop.command("follower", "reset", "recommendations", source, "0").ends(0);
      }
      eventually(() -> assertThat(learned(shop)).isEqualTo(before));
    }
  }

  @Test
  void isMissedByNobodyWhereNoNodeHostsIt() throws Exception {
    var without = "edge,accounts,catalog,inventory,orders,payments";
    try (var shop = open(Map.of("node.contexts", without))) {
      shop.awaitReady(200);
      order(shop, "", "first", "CUP", "SAUCER").is(201);
      assertThat(skus(shop.get("/v1/products/CUP/related").is(200))).isEmpty();
      assertThat(shop.operations("/metrics").is(200).text())
          .contains("mercat_edge_recommendations_missed_total 1.0");
    }
  }

  private RunningShop open(Map<String, String> settings) throws Exception {
    var shop = RunningShop.open(data, settings);
    for (var sku : List.of("CUP", "SAUCER", "SPOON")) {
      shop.sells(sku, 100, 100);
    }
    return shop;
  }

  /** Registers, verifies and signs in; the access token. */
  private static String signedIn(RunningShop shop) throws Exception {
    shop.post("/v1/accounts", "{\"name\":\"Ann\"," + CREDENTIALS + "}").is(202);
    return shop.post("/v1/sessions", "{" + CREDENTIALS + "}").is(201).at("/accessToken");
  }

  private static HttpReply order(RunningShop shop, String token, String key, String... skus)
      throws Exception {
    var lines =
        Stream.of(skus)
            .map(sku -> "{\"sku\":\"" + sku + "\",\"quantity\":1}")
            .collect(Collectors.joining(","));
    var body =
        "{\"lines\":[%s],\"email\":\"ann@example.com\",\"payment\":{\"method\":\"card\",\"token\":\"tok_ok\"}}"
            .formatted(lines);
    return token.isEmpty()
        ? shop.place(key, body)
        : shop.place(key, body, "Authorization", "Bearer " + token);
  }

  private static void awaitRelated(RunningShop shop, String sku, String... others) {
    eventually(() ->
        assertThat(skus(shop.get("/v1/products/" + sku + "/related").is(200)))
            .containsExactlyInAnyOrder(others));
  }

  private static List<String> skus(HttpReply reply) {
    return reply.json().path("data").findValuesAsText("sku");
  }

  /** A digest of each of its tables. */
  private static Map<String, String> learned(RunningShop shop) {
    return shop.tables().entrySet().stream()
        .filter(table ->
            table.getKey().matches("recommendations\\.(profile|basket|purchase|withdrawn_product)"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
