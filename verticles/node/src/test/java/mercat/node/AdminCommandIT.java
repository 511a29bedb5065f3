package mercat.node;

import static mercat.node.RunningShop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What staff does from the command line, and that it holds for whoever asks from outside. */
class AdminCommandIT {
  private static final String ADA = "ada@example.com";
  private static final String PASSWORD = "four little words here";

  @TempDir private Path folder;
  @AutoClose private RunningShop shop;

  @BeforeEach
  void open() throws Exception {
    shop = RunningShop.open(folder);
  }

  @Test
  void createsAnAdminWhoSignsInAndIsOneUntilTheRoleIsTakenAway() throws Exception {
    var created = create(PASSWORD).ends(0).says("ada@example.com may sign in");
    assertThat(created.said()).doesNotContain(PASSWORD);
    var tokens = signIn();
    asks(tokens, 200);
    create(PASSWORD).ends(3).says("mercat: refused (409): the e-mail address has an account");

    var me = shop.bearing(tokens, "GET", "/v1/me");
    assertThat(me.json().path("roles"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("customer", "admin");
    var id = me.at("/id");
    shop.admin("PUT", "/v1/admin/accounts/" + id + "/roles", "{\"roles\":[]}").is(200);
    eventually(() -> asks(tokens, 401));
    asks(signIn(), 403);
  }

  @Test
  void saysWhyAPasswordIsRefused() throws Exception {
    assertThat(create("short").ends(3).said()).startsWith("mercat: password: ").hasLineCount(1);
    assertThat(create("password").ends(3).says("too easy to guess").said()).hasLineCount(1);
  }

  /** As the token of the first start is replaced. */
  @Test
  void handsOverFromOneTokenToTheNext() throws Exception {
    var file = folder.resolve("next.token");
    var added =
        admin("token", "add", "--name=ops", "--scopes=admin", "--days=7", "--out=" + file).ends(0);
    var token = Files.readString(file).strip();
    assertThat(added.says("in " + file).said()).doesNotContain(token);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    // A file that is there.
    admin("token", "add", "--name=other", "--scopes=admin", "--days=7", "--out=" + file).ends(69);
    asks(shop.token(), 200);
    admin("token", "revoke", "first", "--admin-token-file=" + file).ends(0);
    eventually(() -> asks(shop.token(), 401));
    admin("token", "list").ends(3).says("refused (401)");
    var listed = json("token", "list", "--admin-token-file=" + file).path("data");
    assertThat(listed.findValuesAsText("name")).containsExactly("ops");
  }

  @Test
  void givesAProgramWhatItNeedsAndNoMore() throws Exception {
    var token =
        json("token", "add", "--name=report", "--scopes=orders:read", "--days=1")
            .path("token")
            .asText();
    asks(token, 200);
    shop.bearing(token, "GET", "/v1/admin/ledger/balances").is(403);
    admin("token", "add", "--name=a b", "--scopes=orders:read", "--days=367")
        .ends(3)
        .says("mercat: name: ", "mercat: days: ");
    admin("token", "list").ends(0).says("first", "it is revoked", "report", "orders:read");
    admin("token", "revoke", "report").ends(0);
    eventually(() -> asks(token, 401));
    admin("token", "revoke", "nobody").ends(3);
  }

  /** Another system, which needs nobody who signs in. */
  @Test
  void letsAnotherSystemInUntilItIsRevoked() throws Exception {
    var secret =
        json("client", "add", "wms-1", "--name=Warehouse", "--scopes=orders:read")
            .path("secret")
            .asText();
    var token = clientToken(secret).is(200).at("/access_token");
    asks(token, 200);
    shop.bearing(token, "GET", "/v1/admin/ledger/balances").is(403);
    // Without a place to come back to.
    admin("client", "add", "front", "--name=F", "--scopes=openid", "--public")
        .ends(3)
        .says("redirectUris");
    var listed = admin("client", "list").ends(0).says("wms-1", "Warehouse", "orders:read");
    assertThat(listed.said()).doesNotContain(secret);
    admin("client", "revoke", "wms-1").ends(0);
    clientToken(secret).is(401);
    eventually(() -> asks(token, 401));
    admin("client", "revoke", "nobody").ends(3);
  }

  @Test
  void rotatesTheKeyThatSigns() throws Exception {
    var kid = json("key", "rotate").path("kid").asText();
    var published = shop.get("/.well-known/jwks.json").is(200).json();
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
    HttpReply reply = shop.post("/v1/sessions", body);
    return reply.is(201).at("/accessToken");
  }

  private SaidCommand create(String password) throws IOException {
    var file = Files.writeString(folder.resolve("password"), password + "\n");
    return admin("create", "--email=" + ADA, "--password-file=" + file);
  }

  /** What the API answered. */
  private JsonNode json(String... words) throws IOException {
    var file = folder.resolve("answer.json");
    var all = Stream.concat(Stream.of(words), Stream.of("--json=" + file));
    admin(all.toArray(String[]::new)).ends(0);
    return new ObjectMapper().readTree(file.toFile()).path("answer");
  }

  private SaidCommand admin(String... words) {
    return shop.commandOf("admin", words);
  }
}
