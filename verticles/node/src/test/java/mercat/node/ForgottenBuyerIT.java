package mercat.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static mercat.node.RunningShop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A buyer of a replayed month asks what is known of them, and then to be forgotten. Every table of
 * every schema is searched for them, before and after.
 */
class ForgottenBuyerIT {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "accounts.show-links", "true",
          "accounts.hash-memory-kib", "64",
          "accounts.hash-iterations", "1");

  private static final String NAME = "Wilhelmina Forgetmenot";
  private static final String STREET = "221 Unlikely Crescent";
  private static final String KEY = "wilhelmina-writes-a-key";
  private static final String SECOND_EMAIL = "wilhelmina.at.work@example.com";
  private static final String PASSWORD = "four little words here";
  private static final String CREDENTIALS = "\"email\":\"%s\",\"password\":\"" + PASSWORD + "\"";
  private static final String ADDRESS =
      "{\"name\":\"%s\",\"line1\":\"%s\",\"city\":\"London\",\"country\":\"GB\"}"
          .formatted(NAME, STREET);
  private static final String ORDER =
      """
      {"lines":[{"sku":"LAST","quantity":2}],"email":"%s","payment":{"method":"card","token":"tok_ok"},%s}\
      """;

  private static final String TABLES =
      """
      select quote_ident(table_schema) || '.' || quote_ident(table_name)
        from information_schema.tables
       where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'\
      """;

  /** Payments of which the ledger does not tell yet. */
  private static final String UNDER_WAY =
      "select count(*)::text from payments.payment where state not in ('captured', 'declined', 'voided')";

  private static final String OTHERS =
      "select count(*)::text from orders.orders where lower(email) not in ('', '%s', '%s')";

  @Test
  void findsNothingOfThemselvesAnywhere(@TempDir Path data) throws Exception {
    try (var shop = RunningShop.open(data, SETTINGS)) {
      shop.command("replay", firstRowsOfAMonth(data), "--quiet").ends(0);
      shop.sells("LAST", 250, 10);
      var email =
          shop.texts(
                  "select email from orders.orders where email like 'c%'"
                      + " group by email order by count(*) desc, email limit 1")
              .getFirst();
      var token = becomesACustomer(shop, email);
      var order = buysOnce(shop, token);
      var sought =
          List.of(email, NAME, STREET, KEY, SECOND_EMAIL, sha256(email), sha256(SECOND_EMAIL));
      eventually(() ->
          assertThat(told(shop, sought))
              .as("the search finds what is there")
              .containsOnlyKeys(
                  "accounts.account", "accounts.address", "orders.customer_email", "orders.orders")
              .containsEntry("orders.customer_email", List.of(sha256(email), sha256(SECOND_EMAIL)))
              .containsEntry("orders.orders", sought));
      assertThat(exported(shop, token))
          .contains(email, NAME, STREET, SECOND_EMAIL)
          .contains(shop.texts("select id::text from orders.orders where account is not null"));
      var others = shop.texts(OTHERS.formatted(email, SECOND_EMAIL));
      eventually(() -> assertThat(shop.texts(UNDER_WAY)).containsExactly("0"));
      var balances = shop.admin("GET", "/v1/admin/ledger/balances").text();

      shop.bearing(token, "DELETE", "/v1/me").is(204);
      eventually(() -> assertThat(told(shop, sought)).isEmpty());
      SaidCommand.of("verify", "--data=" + data, "--quiet").ends(0);
      assertThat(shop.admin("GET", "/v1/admin/ledger/balances").text()).isEqualTo(balances);
      assertThat(shop.texts(OTHERS.formatted(email, SECOND_EMAIL))).isEqualTo(others);
      var shown = shop.admin("GET", "/v1/admin/orders/" + order).is(200);
      assertThat(shown.at("/lines/0/sku")).isEqualTo("LAST");
      assertThat(shown.at("/paymentStatus")).isEqualTo("partly_refunded");
      assertThat(shown.at("/email")).isEmpty();
      assertThat(shown.json().path("shippingAddress").isNull()).isTrue();
      comesBackAsAStranger(shop, email);
    }
  }

  /** Some sixty real orders: products, stock and guests. */
  private static String firstRowsOfAMonth(Path folder) throws IOException {
    var sample = ForgottenBuyerIT.class.getResourceAsStream("/online-retail/2010-12.csv.gz");
    try (var rows =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Objects.requireNonNull(sample)), UTF_8))) {
      return Files.write(folder.resolve("2010-12.csv"), rows.lines().limit(1_500).toList())
          .toString();
    }
  }

  /** Somebody who bought as a guest all the time has an account at last, and saves an address. */
  private static String becomesACustomer(RunningShop shop, String email) throws Exception {
    var token = signedIn(shop, email);
    shop.bearing(token, "POST", "/v1/me/addresses", ADDRESS).is(201);
    shop.post("/v1/password-resets", "{\"email\":\"" + email + "\"}").is(202);
    var guest = ORDER.formatted(email.toUpperCase(Locale.ROOT), "\"shippingAddress\":" + ADDRESS);
    shop.place(KEY, guest).is(201);
    shop.bearing(token, "POST", "/v1/orders/claims").is(200);
    return token;
  }

  /** An order to the saved address, part of which is refunded. */
  private static String buysOnce(RunningShop shop, String token) throws Exception {
    var saved = shop.bearing(token, "GET", "/v1/me/addresses").at("/data/0/id");
    var body = ORDER.formatted(SECOND_EMAIL, "\"shippingAddressId\":\"" + saved + "\"");
    var order = shop.place(KEY, body, "Authorization", "Bearer " + token).is(201).at("/id");
    var refund = "{\"amount\":{\"amount\":100,\"currency\":\"GBP\"}}";
    eventually(
        () -> shop.admin("POST", "/v1/admin/orders/" + order + "/refunds", refund, "r-1").is(201));
    eventually(() -> shop.admin("GET", "/v1/admin/orders/" + order).says("partly_refunded"));
    return order;
  }

  /** All pages of an export. */
  private static String exported(RunningShop shop, String token) throws Exception {
    var pages = new ArrayList<HttpReply>();
    var next = "";
    do {
      pages.add(shop.bearing(token, "GET", "/v1/me/export?limit=2" + next).is(200));
      next = "&cursor=" + pages.getLast().at("/next");
    } while (!pages.getLast().json().path("next").isNull());
    assertThat(pages).hasSizeGreaterThan(2);
    return pages.stream().map(HttpReply::text).collect(Collectors.joining("\n"));
  }

  private static void comesBackAsAStranger(RunningShop shop, String email) throws Exception {
    shop.post("/v1/sessions", "{" + CREDENTIALS.formatted(email) + "}").is(401);
    var token = signedIn(shop, email);
    shop.bearing(token, "POST", "/v1/orders/claims").is(200).says("{\"claimed\":0}");
    assertThat(shop.bearing(token, "GET", "/v1/orders").is(200).json().path("data")).isEmpty();
  }

  /** Registers, verifies and signs in; the access token. */
  private static String signedIn(RunningShop shop, String email) throws Exception {
    var credentials = CREDENTIALS.formatted(email);
    shop.post("/v1/accounts", "{\"name\":\"" + NAME + "\"," + credentials + "}").is(202);
    var link = shop.operations("/accounts/links").is(200).at("/links/0/token");
    shop.post("/v1/accounts/verification", "{\"token\":\"" + link + "\"}").is(204);
    return shop.post("/v1/sessions", "{" + credentials + "}").is(201).at("/accessToken");
  }

  /** Of every table that says anything of what is sought, what: in any letters, or as bytes. */
  private static Map<String, List<String>> told(RunningShop shop, List<String> sought) {
    var array = sought.stream().map(each -> "'" + each + "'").collect(Collectors.joining(","));
    var told = new TreeMap<String, List<String>>();
    for (var table : shop.texts(TABLES)) {
      var said =
          shop.texts(
              """
              select sought from unnest(array[%s]) sought
               where exists (select from %s t
                              where position(lower(sought) in lower(t::text)) > 0
                                 or position(encode(convert_to(sought, 'UTF8'), 'hex') in t::text) > 0)\
              """
                  .formatted(array, table));
      if (!said.isEmpty()) {
        told.put(table, said);
      }
    }
    return told;
  }

  private static String sha256(String email) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(email.getBytes(UTF_8)));
  }
}
