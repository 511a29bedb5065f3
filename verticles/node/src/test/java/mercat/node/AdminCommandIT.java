package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What staff does from the command line, and that it holds for whoever asks from outside. */
class AdminCommandIT {
  private static final String ADA = "ada@example.com";
  private static final String PASSWORD = "four little words here";

  @TempDir private Path folder;
  private RunningShop shop;
  private String said = "";

  @BeforeEach
  void open() throws Exception {
    shop = RunningShop.open(folder);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void createsAnAdminWhoSignsInAndIsOneUntilTheRoleIsTakenAway() throws Exception {
    assertThat(create(PASSWORD)).as(said).isZero();
    assertThat(said).contains("ada@example.com may sign in").doesNotContain(PASSWORD);
    var tokens = signIn();
    asks(tokens, 200);
    assertThat(create(PASSWORD)).isEqualTo(3);
    assertThat(said).contains("mercat: refused (409): the e-mail address has an account");

    var me = shop.bearing(tokens, "GET", "/v1/me");
    assertThat(me.json().path("roles"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("customer", "admin");
    var id = me.at("/id");
    shop.admin("PUT", "/v1/admin/accounts/" + id + "/roles", "{\"roles\":[]}", "").is(200);
    await().atMost(RunningShop.SOON).untilAsserted(() -> asks(tokens, 401));
    asks(signIn(), 403);
  }

  @Test
  void saysWhyAPasswordIsRefused() throws Exception {
    assertThat(create("short")).isEqualTo(3);
    assertThat(said).startsWith("mercat: password: ").hasLineCount(1);
    assertThat(create("password")).isEqualTo(3);
    assertThat(said).contains("too easy to guess").hasLineCount(1);
  }

  /** As the token of the first start is replaced. */
  @Test
  void handsOverFromOneTokenToTheNext() throws Exception {
    var file = folder.resolve("next.token");
    assertThat(admin("token", "add", "--name=ops", "--scopes=admin", "--days=7", "--out=" + file))
        .as(said)
        .isZero();
    var token = Files.readString(file).strip();
    assertThat(said).contains("in " + file).doesNotContain(token);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(admin("token", "add", "--name=other", "--scopes=admin", "--days=7", "--out=" + file))
        .as("a file that is there")
        .isEqualTo(69);
    asks(shop.token(), 200);
    assertThat(admin("token", "revoke", "first", "--admin-token-file=" + file)).as(said).isZero();
    await().atMost(RunningShop.SOON).untilAsserted(() -> asks(shop.token(), 401));
    assertThat(admin("token", "list")).isEqualTo(3);
    assertThat(said).contains("refused (401)");
    var listed = json("token", "list", "--admin-token-file=" + file).path("answer").path("data");
    assertThat(listed.findValuesAsText("name")).containsExactly("ops");
  }

  @Test
  void givesAProgramWhatItNeedsAndNoMore() throws Exception {
    var words = List.of("token", "add", "--name=report", "--scopes=orders:read", "--days=1");
    var token = json(words.toArray(String[]::new)).path("answer").path("token").asText();
    asks(token, 200);
    shop.bearing(token, "GET", "/v1/admin/ledger/balances").is(403);
    assertThat(admin("token", "add", "--name=a b", "--scopes=orders:read", "--days=367"))
        .isEqualTo(3);
    assertThat(said).contains("mercat: name: ", "mercat: days: ");
    assertThat(admin("token", "list")).isZero();
    assertThat(said).contains("first", "it is revoked", "report", "orders:read");
    assertThat(admin("token", "revoke", "report")).isZero();
    await().atMost(RunningShop.SOON).untilAsserted(() -> asks(token, 401));
    assertThat(admin("token", "revoke", "nobody")).isEqualTo(3);
  }

  /** Another system, which needs nobody who signs in. */
  @Test
  void letsAnotherSystemInUntilItIsRevoked() throws Exception {
    var words = List.of("client", "add", "wms-1", "--name=Warehouse", "--scopes=orders:read");
    var secret = json(words.toArray(String[]::new)).path("answer").path("secret").asText();
    var token = clientToken(secret).is(200).at("/access_token");
    asks(token, 200);
    shop.bearing(token, "GET", "/v1/admin/ledger/balances").is(403);
    assertThat(admin("client", "add", "front", "--name=F", "--scopes=openid", "--public"))
        .as("without a place to come back to")
        .isEqualTo(3);
    assertThat(said).contains("redirectUris");
    assertThat(admin("client", "list")).isZero();
    assertThat(said).contains("wms-1", "Warehouse", "orders:read").doesNotContain(secret);
    assertThat(admin("client", "revoke", "wms-1")).isZero();
    clientToken(secret).is(401);
    await().atMost(RunningShop.SOON).untilAsserted(() -> asks(token, 401));
    assertThat(admin("client", "revoke", "nobody")).isEqualTo(3);
  }

  @Test
  void rotatesTheKeyThatSigns() throws Exception {
    var kid = json("key", "rotate").path("answer").path("kid").asText();
    var published = shop.send("GET", "/.well-known/jwks.json", "", List.of()).is(200).json();
    assertThat(published.path("keys").findValuesAsText("kid")).contains(kid).hasSize(3);
  }

  private void asks(String token, int status) throws Exception {
    shop.bearing(token, "GET", "/v1/admin/orders").is(status);
  }

  private HttpReply clientToken(String secret) throws Exception {
    var form = "grant_type=client_credentials&client_id=wms-1&client_secret=" + secret;
    var headers = List.of("Content-Type", "application/x-www-form-urlencoded");
    return shop.send("POST", "/oauth/token", form, headers);
  }

  private String signIn() throws Exception {
    var body = "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(ADA, PASSWORD);
    HttpReply reply =
        shop.send("POST", "/v1/sessions", body, List.of("Content-Type", "application/json"));
    return reply.is(201).at("/accessToken");
  }

  private int create(String password) throws IOException {
    var file = Files.writeString(folder.resolve("password"), password + "\n");
    return admin("create", "--email=" + ADA, "--password-file=" + file);
  }

  private JsonNode json(String... words) throws IOException {
    var file = folder.resolve("answer.json");
    var all = Stream.concat(Stream.of(words), Stream.of("--json=" + file));
    assertThat(admin(all.toArray(String[]::new))).as(said).isZero();
    return new ObjectMapper().readTree(file.toFile());
  }

  private int admin(String... words) {
    var all = Stream.concat(Stream.of("admin"), Stream.of(words)).toArray(String[]::new);
    var ended = shop.command(all);
    said = ended.said();
    return ended.exitCode();
  }
}
