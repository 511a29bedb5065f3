package mercat.node;

import static mercat.node.RunningShop.eventually;

import java.nio.file.Path;
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
      shop.post("/v1/accounts", "{\"name\":\"Ada\"," + credentials(PASSWORD) + "}").is(202);
      var link = "{\"token\":\"%s\"}".formatted(link(shop, "verify_email"));
      shop.post("/v1/accounts/verification", link).is(204);
      shop.post("/v1/sessions", "{" + credentials(NEW_PASSWORD) + "}").is(401);
      var tokens = shop.post("/v1/sessions", "{" + credentials(PASSWORD) + "}").is(201);
      me(shop, tokens).is(200).says("\"emailVerified\":true");
      var refresh = "{\"refreshToken\":\"%s\"}".formatted(tokens.at("/refreshToken"));
      var next = shop.post("/v1/sessions/refresh", refresh).is(200);
      me(shop, next).is(200);

      shop.post("/v1/password-resets", "{\"email\":\"%s\"}".formatted(ADA)).is(202);
      eventually(() -> shop.operations("/accounts/links").is(200).says("reset_password"));
      var reset =
          "{\"token\":\"%s\",\"password\":\"%s\"}"
              .formatted(link(shop, "reset_password"), NEW_PASSWORD);
      shop.post("/v1/password-resets/confirmation", reset).is(204);
      eventually(() -> me(shop, next).is(401));

      var again = shop.post("/v1/sessions", "{" + credentials(NEW_PASSWORD) + "}").is(201);
      shop.bearing(again.at("/accessToken"), "DELETE", "/v1/me").is(204);
      eventually(() -> me(shop, again).is(401));
      var ada = "{\"email\":\"%s\"}".formatted(ADA);
      shop.admin("POST", "/v1/admin/accounts/search", ada).is(404);
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

  /** The token of the link for a purpose. */
  private static String link(RunningShop shop, String purpose) throws Exception {
    for (var link : shop.operations("/accounts/links").is(200).json().path("links")) {
      if (link.path("purpose").asText().equals(purpose)) {
        return link.path("token").asText();
      }
    }
    throw new AssertionError("no link to " + purpose);
  }

  private static HttpReply me(RunningShop shop, HttpReply tokens) throws Exception {
    return shop.bearing(tokens.at("/accessToken"), "GET", "/v1/me");
  }
}
