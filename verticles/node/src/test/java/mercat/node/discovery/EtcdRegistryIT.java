package mercat.node.discovery;

import static mercat.testkit.LocalNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import mercat.lab.discovery.EtcdServer;
import mercat.testkit.Loopback;
import mercat.testkit.TestCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Edges in a real etcd. Skipped where there is none; {@code .ci/run} fetches it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EtcdRegistryIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** Far longer than these tests take: who is gone was taken off. */
  private static final Duration LONG = Duration.ofMinutes(5);

  /** The shorter, the sooner a member that is silent is given up. */
  private static final Duration BRIEF = Duration.ofSeconds(12);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final EdgeListing EDGE =
      new EdgeListing("n1", "http://127.0.0.1:8080", "1.2.3", List.of("catalog", "edge"));

  private final Vertx vertx = Vertx.vertx();
  private EtcdServer etcd;

  @BeforeAll
  void start(@TempDir Path folder) {
    assumeThat(EtcdServer.isInstalled())
        .as("skipped without etcd: Debian's etcd-server, which .ci/run fetches")
        .isTrue();
    etcd = EtcdServer.start(folder.resolve("etcd"));
  }

  @AfterAll
  void stop() throws Exception {
    if (etcd != null) {
      etcd.close();
    }
    get(vertx.close());
  }

  private EtcdRegistry registry(Duration ttl, String... endpoints) {
    var sample = new EtcdSample();
    sample.endpoints =
        endpoints.length == 0 ? List.of(etcd.address().toString()) : List.of(endpoints);
    sample.prefix = EtcdServer.EDGES;
    sample.ttl = ttl;
    return sample.registry(vertx);
  }

  private static EdgeListing edge(String node) {
    return new EdgeListing(node, EDGE.address(), EDGE.version(), EDGE.contexts());
  }

  private JsonNode key(String node) {
    return etcd.keys(EtcdServer.EDGES + node).getFirst();
  }

  private void revokeLease(String node) {
    etcd.tell(
        "/v3/lease/revoke", JSON.createObjectNode().put("ID", key(node).path("lease").asText()));
  }

  @Test
  void listsAnEdgeUntilItIsWithdrawn() throws Exception {
    var registry = registry(LONG);
    get(registry.keep(EDGE));
    assertThat(etcd.edge("n1")).isEqualTo(JSON.readTree(EDGE.json()));
    assertThat(lease("n1").path("grantedTTL").asLong()).isEqualTo(LONG.toSeconds());
    get(registry.withdraw());
    assertThat(etcd.edges()).doesNotContainKey("n1");
    get(registry.withdraw());
  }

  @Test
  void isForgottenWhenNobodyRenewsItAnyMore() throws Exception {
    get(registry(Duration.ofSeconds(3)).keep(edge("killed")));
    assertThat(etcd.edges()).containsKey("killed");
    await().atMost(SOON).untilAsserted(() -> assertThat(etcd.edges()).doesNotContainKey("killed"));
  }

  @Test
  void staysListedWhileItIsRenewed() throws Exception {
    var registry = registry(LONG);
    get(registry.keep(edge("kept")));
    long revision = key("kept").path("mod_revision").asLong();
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          await().atMost(SOON).until(() -> secondsLeft("kept") < LONG.toSeconds() - 1);
          long left = secondsLeft("kept");
          get(registry.keep(edge("kept")));
          assertThat(secondsLeft("kept")).isGreaterThan(left);
        });
    assertThat(key("kept").path("mod_revision").asLong())
        .as("nothing changes for those who watch the key")
        .isEqualTo(revision);
  }

  private long secondsLeft(String node) {
    return lease(node).path("TTL").asLong();
  }

  private JsonNode lease(String node) {
    var id = JSON.createObjectNode().put("ID", key(node).path("lease").asText());
    return etcd.ask("/v3/lease/timetolive", id);
  }

  @Test
  void isListedAnewWhereTheLeaseOrTheKeyWasLost() throws Exception {
    var registry = registry(LONG);
    get(registry.keep(edge("lost")));
    revokeLease("lost");
    assertThat(etcd.edges()).doesNotContainKey("lost");
    get(registry.keep(edge("lost")));
    assertThat(etcd.edges()).containsKey("lost");

    etcd.tell(
        "/v3/kv/deleterange",
        JSON.createObjectNode().put("key", EtcdServer.base64(EtcdServer.EDGES + "lost")));
    assertThat(etcd.edges()).doesNotContainKey("lost");
    get(registry.keep(edge("lost")));
    assertThat(etcd.edges()).containsKey("lost");

    revokeLease("lost");
    get(registry.withdraw());
    assertThat(etcd.edges()).doesNotContainKey("lost");
  }

  /** A foreign address must not stay listed, on the lease that this node renews least of all. */
  @Test
  void writesItsOwnValueWhereSomebodyElseWroteAnother() throws Exception {
    var registry = registry(LONG);
    var edge = edge("mine");
    get(registry.keep(edge));
    for (boolean ignoresLease : List.of(true, false)) {
      etcd.tell(
          "/v3/kv/put",
          JSON.createObjectNode()
              .put("key", EtcdServer.base64(EtcdServer.EDGES + "mine"))
              .put("value", EtcdServer.base64("{\"address\":\"http://192.0.2.1\"}"))
              .put("ignore_lease", ignoresLease));
      get(registry.keep(edge));
      assertThat(etcd.edge("mine")).isEqualTo(JSON.readTree(edge.json()));
      assertThat(lease("mine").path("grantedTTL").asLong()).isEqualTo(LONG.toSeconds());
    }
    get(registry.withdraw());
  }

  @Test
  void aLaterLifeIsNotTakenOffWithTheLeaseOfAnEarlierOne() throws Exception {
    var killed = registry(LONG);
    get(killed.keep(edge("twice")));
    get(registry(LONG).keep(new EdgeListing("twice", "http://127.0.0.1:81", "2", List.of("edge"))));
    get(killed.withdraw());
    assertThat(etcd.edge("twice").path("address").asText()).isEqualTo("http://127.0.0.1:81");
  }

  @Test
  void asksTheNextMemberWhereOneIsAwaySilentOrNoEtcd() throws Exception {
    var silent = listening(vertx.createNetServer().connectHandler(socket -> {}));
    var stranger = saying("hello");
    var registry =
        registry(
            BRIEF,
            "http://127.0.0.1:" + Loopback.freePort(),
            "http://127.0.0.1:" + silent.actualPort(),
            "http://127.0.0.1:" + stranger.actualPort(),
            etcd.address().toString());
    get(registry.keep(edge("patient")));
    assertThat(etcd.edges()).containsKey("patient");
    get(registry.withdraw());

    assertThatThrownBy(() ->
            get(registry(BRIEF, "http://127.0.0.1:" + stranger.actualPort()).keep(edge("nowhere"))))
        .hasMessageContaining("http://127.0.0.1:" + stranger.actualPort())
        .hasMessageContaining("not with etcd's JSON: hello");
    assertThatThrownBy(() ->
            get(registry(BRIEF, "http://127.0.0.1:" + silent.actualPort()).keep(edge("nowhere"))))
        .hasMessageContaining("http://127.0.0.1:" + silent.actualPort());
  }

  @Test
  void doesNotBelieveWhoeverAnswersInJson() throws Exception {
    var registry = registry(BRIEF, "http://127.0.0.1:" + saying("{\"a\":[1]}").actualPort());
    for (int time = 0; time < 2; time++) {
      assertThatThrownBy(() -> get(registry.keep(EDGE))).hasMessageContaining("grants no lease");
      get(registry.withdraw());
    }
  }

  private NetServer saying(String body) throws Exception {
    var response =
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(body.length(), body);
    return listening(
        vertx
            .createNetServer()
            .connectHandler(
                socket -> socket.handler(asked -> socket.end(Buffer.buffer(response)))));
  }

  private NetServer listening(NetServer server) throws Exception {
    return get(server.listen(0, "127.0.0.1"));
  }

  @Test
  void signsInByPasswordOverTls(@TempDir Path folder) throws Exception {
    var shown = TestCertificate.of("localhost");
    Files.copy(shown.file(), folder.resolve("ca.pem"));
    int port = Loopback.freePort();
    int securePort = Loopback.freePort();
    var secure = "https://localhost:" + securePort;
    try (var guarded = encrypting(folder, shown, port, securePort)) {
      allow(guarded, "of both: \"%/+");
      var registry = guarded(secure, "of both: \"%/+", folder);
      get(registry.keep(EDGE));
      assertThat(guarded.edges()).containsOnlyKeys("n1");

      guarded.tell("/v3/auth/user/revoke", pairs("name", "mercat", "role", "edges"));
      assertThatThrownBy(() -> get(registry.keep(edge("other"))))
          .isInstanceOf(EtcdRefusal.class)
          .hasMessageContaining("permission denied");
      guarded.tell("/v3/auth/user/grant", pairs("user", "mercat", "role", "edges"));
      get(registry.keep(EDGE));
      var same = pairs("name", "mercat", "password", "of both: \"%/+");
      guarded.tell("/v3/auth/user/changepw", same); // which ends all sessions
      get(registry.keep(EDGE));
      get(registry.withdraw());
      assertThat(guarded.edges()).isEmpty();

      var wrong = guarded(secure, "guess", folder);
      assertThatThrownBy(() -> get(wrong.keep(EDGE)))
          .hasMessageContaining("invalid user ID or password")
          .hasMessageNotContaining("guess");
      assertThatThrownBy(
              () -> get(guarded("https://127.0.0.1:" + securePort, "guess", folder).keep(EDGE)))
          .as("the certificate is of another name, so no password is sent")
          .isNotInstanceOf(EtcdRefusal.class);
      var other = Files.createDirectory(folder.resolve("other"));
      Files.copy(TestCertificate.of("localhost").file(), other.resolve("ca.pem"));
      assertThatThrownBy(() -> get(guarded(secure, "guess", other).keep(EDGE)))
          .as("the certificate is of another authority, so no password is sent")
          .isNotInstanceOf(EtcdRefusal.class);
    }
  }

  @Test
  void showsItsCertificate(@TempDir Path folder) throws Exception {
    var shown = TestCertificate.of("localhost"); // by both sides, and its own authority
    Files.copy(shown.file(), folder.resolve("ca.pem"));
    Files.copy(shown.file(), folder.resolve("node.pem"));
    Files.copy(shown.key(), folder.resolve("node.key"));
    var bare = Files.createDirectory(folder.resolve("bare"));
    Files.copy(shown.file(), bare.resolve("ca.pem"));
    int port = Loopback.freePort();
    int securePort = Loopback.freePort();
    var secure = "https://localhost:" + securePort;
    var asksBack = List.of("--client-cert-auth", "--trusted-ca-file=" + shown.file());
    try (var guarded =
        encrypting(folder, shown, port, securePort, asksBack.toArray(String[]::new))) {
      get(guarded(secure, "", folder).keep(EDGE));
      assertThat(guarded.edges()).containsOnlyKeys("n1");
      assertThatThrownBy(() -> get(guarded(secure, "", bare).keep(EDGE)))
          .hasMessageContaining(secure);

      allow(guarded, "secret");
      assertThatThrownBy(() -> get(guarded(secure, "secret", folder).keep(EDGE)))
          .as("its gateway takes no certificate with a name, where there are users")
          .hasMessageContaining("CommonName of client");
    }
  }

  /** One that listens by TLS as well, and shows this certificate there. */
  private static EtcdServer encrypting(
      Path folder, TestCertificate shown, int port, int securePort, String... further) {
    var flags =
        Stream.concat(
            Stream.of("--cert-file=" + shown.file(), "--key-file=" + shown.key()),
            Stream.of(further));
    return EtcdServer.start(
        folder.resolve("guarded"),
        port,
        List.of("https://127.0.0.1:" + securePort),
        flags.toList());
  }

  /** Without a user where the password is empty. */
  private EtcdRegistry guarded(String endpoint, String password, Path certificates) {
    var sample = new EtcdSample();
    sample.endpoints = List.of(endpoint);
    sample.prefix = EtcdServer.EDGES;
    sample.ttl = LONG;
    sample.password = password;
    sample.certificates = certificates.toString();
    return sample.registry(vertx);
  }

  /** A user who may write below the prefix alone, and from now on nobody may without one. */
  private static void allow(EtcdServer etcd, String password) {
    etcd.tell("/v3/auth/user/add", pairs("name", "root", "password", "root"));
    etcd.tell("/v3/auth/role/add", pairs("name", "root"));
    etcd.tell("/v3/auth/user/grant", pairs("user", "root", "role", "root"));
    etcd.tell("/v3/auth/user/add", pairs("name", "mercat", "password", password));
    etcd.tell("/v3/auth/role/add", pairs("name", "edges"));
    var permission =
        pairs(
            "permType", "READWRITE",
            "key", EtcdServer.base64(EtcdServer.EDGES),
            "range_end", EtcdServer.base64("/mercat/edges0"));
    etcd.tell("/v3/auth/role/grant", pairs("name", "edges").set("perm", permission));
    etcd.tell("/v3/auth/user/grant", pairs("user", "mercat", "role", "edges"));
    etcd.tell("/v3/auth/enable", pairs());
    etcd.signIn("root", "root");
  }

  private static ObjectNode pairs(String... pairs) {
    var made = JSON.createObjectNode();
    for (int i = 0; i < pairs.length; i += 2) {
      made.put(pairs[i], pairs[i + 1]);
    }
    return made;
  }
}
