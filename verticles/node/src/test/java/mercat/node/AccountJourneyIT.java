package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody does with an account, from the first to the last, on a whole node over HTTP. */
class AccountJourneyIT {
  private static final Map<String, String> SHOWN = Map.of("accounts.show-links", "true");
  private static final String ADA = "ada@example.com";
  private static final String PASSWORD = "four little words here";
  private static final String NEW_PASSWORD = "another one of mine";

  @Test
  void leadsFromRegisteringToBeingForgotten(@TempDir Path data) throws Exception {
    try (var shop = RunningShop.open(data, SHOWN)) {
      post(shop, "/v1/accounts", "{\"name\":\"Ada\"," + credentials(PASSWORD) + "}").is(202);
      var link = "{\"token\":\"%s\"}".formatted(link(shop, "verify_email"));
      post(shop, "/v1/accounts/verification", link).is(204);
      post(shop, "/v1/sessions", "{" + credentials(NEW_PASSWORD) + "}").is(401);
      var tokens = post(shop, "/v1/sessions", "{" + credentials(PASSWORD) + "}").is(201);
      me(shop, tokens).is(200).says("\"emailVerified\":true");
      var refresh = "{\"refreshToken\":\"%s\"}".formatted(tokens.at("/refreshToken"));
      var next = post(shop, "/v1/sessions/refresh", refresh).is(200);
      me(shop, next).is(200);

      post(shop, "/v1/password-resets", "{\"email\":\"%s\"}".formatted(ADA)).is(202);
      await()
          .atMost(RunningShop.SOON)
          .untilAsserted(() -> assertThat(links(shop)).contains("reset_password"));
      var reset =
          "{\"token\":\"%s\",\"password\":\"%s\"}"
              .formatted(link(shop, "reset_password"), NEW_PASSWORD);
      post(shop, "/v1/password-resets/confirmation", reset).is(204);
      await().atMost(RunningShop.SOON).untilAsserted(() -> me(shop, next).is(401));

      var again = post(shop, "/v1/sessions", "{" + credentials(NEW_PASSWORD) + "}").is(201);
      bearing(shop, again, "DELETE", "/v1/me").is(204);
      await().atMost(RunningShop.SOON).untilAsserted(() -> me(shop, again).is(401));
      var ada = "{\"email\":\"%s\"}".formatted(ADA);
      shop.admin("POST", "/v1/admin/accounts/search", ada, "").is(404);
    }
  }

  @Test
  void showsLinksOnlyWhereTheConfigurationSaysSo(@TempDir Path data) throws Exception {
    try (var shop = RunningShop.open(data)) {
      shop.operations("/accounts/links").is(403);
    }
  }

  private static String credentials(String password) {
    return "\"email\":\"%s\",\"password\":\"%s\"".formatted(ADA, password);
  }

  private static String links(RunningShop shop) throws Exception {
    return shop.operations("/accounts/links").is(200).text();
  }

  /** The token of the link for a purpose. */
  private static String link(RunningShop shop, String purpose) throws Exception {
    for (var link : shop.operations("/accounts/links").is(200).json().path("links")) {
      if (link.path("purpose").asText().equals(purpose)) {
        return link.path("token").asText();
      }
    }
    throw new AssertionError("no link to " + purpose);
  }

  private static HttpReply post(RunningShop shop, String path, String body) throws Exception {
    return shop.send("POST", path, body, List.of("Content-Type", "application/json"));
  }

  private static HttpReply me(RunningShop shop, HttpReply tokens) throws Exception {
    return bearing(shop, tokens, "GET", "/v1/me");
  }

  private static HttpReply bearing(RunningShop shop, HttpReply tokens, String method, String path)
      throws Exception {
    return shop.bearing(tokens.at("/accessToken"), method, path);
  }
}
