package mercat.node.discovery;

import static mercat.testkit.LocalNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody who answers at etcd's address as etcd does not, and later as it does: the edge is listed
 * then, whatever was said before.
 */
class StrangeEtcdTest {
  private static final String SIGN_IN = "/v3/auth/authenticate";
  private static final String GRANT = "/v3/lease/grant";
  private static final String KEEP = "/v3/lease/keepalive";
  private static final String WRITE = "/v3/kv/txn";
  private static final EdgeListing EDGE =
      new EdgeListing("n1", "http://127.0.0.1:8080", "1", List.of("edge"));

  /** What etcd says to each request of a node that all goes well for. */
  private static final Map<String, String> WELL =
      Map.of(
          SIGN_IN, "{\"header\":{},\"token\":\"abc.1\"}",
          GRANT, "{\"header\":{},\"ID\":\"7587880000000000001\",\"TTL\":\"12\"}",
          KEEP, "{\"result\":{\"ID\":\"7587880000000000001\",\"TTL\":\"12\"}}",
          WRITE, "{\"header\":{},\"succeeded\":true}");

  private final Map<String, String> says = new ConcurrentHashMap<>(WELL);

  @AutoClose private final Vertx vertx = Vertx.vertx();

  private EtcdRegistry registry(String password) throws Exception {
    HttpServer server =
        get(vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
    var sample = new EtcdSample();
    sample.endpoints = List.of("http://127.0.0.1:" + server.actualPort());
    sample.ttl = Duration.ofSeconds(12);
    sample.password = password;
    return sample.registry(vertx);
  }

  private void answer(HttpServerRequest request) {
    var unused = request.response().end(Objects.requireNonNull(says.get(request.path())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"a\\r\\nX-Forged: yes\"",
        "\"\"",
        "\"\\u0000\"",
        "\"\\u20ac\"",
        "7",
        "{\"a\":1}",
        "null"
      })
  void givesATokenThatIsNone(String token) throws Exception {
    var registry = registry("secret");
    says.put(SIGN_IN, "{\"header\":{},\"token\":" + token + "}");
    assertThatThrownBy(() -> get(registry.keep(EDGE))).hasMessageContaining("gives no token");
    says.putAll(WELL);
    get(registry.keep(EDGE));
    get(registry.keep(EDGE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"9223372036854775808\"", "\"-1\"", "\"0\"", "{\"a\":1}", "null"})
  void grantsALeaseThatIsNone(String id) throws Exception {
    var registry = registry("");
    says.put(GRANT, "{\"header\":{},\"ID\":" + id + "}");
    says.put(KEEP, "{\"code\":3,\"message\":\"cannot unmarshal\"}");
    assertThatThrownBy(() -> get(registry.keep(EDGE))).hasMessageContaining("grants no lease");
    says.putAll(WELL);
    get(registry.keep(EDGE));
  }

  /** Then there is none any more, and another is asked for. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"[]", "7", "{\"TTL\":{}}", "{\"TTL\":\"-1\"}", "null"})
  void keepsALeaseByNoTime(String result) throws Exception {
    var registry = registry("");
    get(registry.keep(EDGE));
    says.put(KEEP, "{\"result\":" + result + "}");
    get(registry.keep(EDGE));
    says.putAll(WELL);
    get(registry.keep(EDGE));
  }

  /** What is shown of it stands in one line of the log. */
  @Test
  void answersMoreThanAnybodyReads() throws Exception {
    var registry = registry("");
    says.put(GRANT, "secret\n".repeat(1 << 20));
    assertThatThrownBy(() -> get(registry.keep(EDGE)))
        .hasMessageContaining("not with etcd's JSON")
        .satisfies(
            thrown -> assertThat(thrown.getMessage()).hasSizeLessThan(300).doesNotContain("\n"));
    says.putAll(WELL);
    get(registry.keep(EDGE));
  }
}
