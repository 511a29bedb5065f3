package mercat.edge.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.SchemaException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mercat.contracts.Sku;
import mercat.testkit.ThreadTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContractSchemaTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final ApiContract contract = ApiContract.ofEdge();

  private ContractSchema schema(String name) {
    return contract.compiled(contract.at("/components/schemas/" + name));
  }

  @Test
  void aSkuOfTheContractIsASkuOfTheRecords() {
    var schema = schema("Sku");
    var random = new Random(11);
    int wellFormed = 0;
    for (int i = 0; i < 20_000; i++) {
      var text =
          random
              .ints(1 + random.nextInt(4), 0, "aZ09 ._/-\u00e4\n".length())
              .mapToObj(at -> "" + "aZ09 ._/-\u00e4\n".charAt(at))
              .collect(Collectors.joining());
      text += "x".repeat(random.nextInt(20) == 0 ? 60 + random.nextInt(6) : 0);
      assertThat(schema.faults(JSON.textNode(text)).isEmpty()).as(text).isEqualTo(isSku(text));
      wellFormed += isSku(text) ? 1 : 0;
    }
    assertThat(wellFormed).isBetween(2_000, 18_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "security: [{ bearer: [] }]",
        "security: [{ bearer: [\"orders:read\", \"orders:write\"] }]",
        "security: [{ bearer: [\"orders:read\"] }, { bearer: [customer] }]",
        "security: [{ bearer: [\"orders:read\"], orderToken: [] }]",
        "security: [{ basic: [] }]",
        "security: everybody"
      })
  void anOperationThatDoesNotSayWhoMayUseItStopsTheStart(String security) {
    var text = contract.text().toString().replaceFirst("security: .*", security);
    assertThatThrownBy(() -> ApiContract.of(Buffer.buffer(text)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("get /");
  }

  private static boolean isSku(String text) {
    try {
      return new Sku(text).value().equals(text);
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }

  /** The end of a pattern is the end of the text, whatever Java's regular expressions say. */
  @ParameterizedTest
  @ValueSource(strings = {"\"GBP\\n\"", "\"gbp\"", "\"GBPX\"", "1"})
  void refusesWhatOnlyBeginsAsItShould(String currency) {
    var faults = new Faults();
    var money = "{\"amount\":1,\"currency\":" + currency + "}";
    schema("Money").check(StrictJson.read(Buffer.buffer(money), faults), faults);
    assertThat(faults.problem().summary()).contains("/currency");
  }

  @Test
  void endsAfterAHundredFaultsHoweverManyThereAre() {
    var schema = schema("NewOrder");
    var numbers = "{\"lines\":[" + "0,".repeat(40_000) + "0]}";
    var members =
        IntStream.range(0, 20_000)
            .mapToObj(i -> "\"" + i + "\":0")
            .collect(Collectors.joining(",", "{", "}"));
    for (var body : new String[] {numbers, members}) {
      var faults = new Faults();
      var node = StrictJson.read(Buffer.buffer(body), faults);
      long began = ThreadTime.nanos();
      assertThat(schema.faults(node)).hasSize(Faults.MAX);
      assertThat(ThreadTime.since(began)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void takesLinearTimeForAPatternWhateverTheText() {
    var schema = schema("Sku");
    for (var text : new String[] {"a/".repeat(50_000), "-".repeat(100_000), "a ".repeat(50_000)}) {
      long began = ThreadTime.nanos();
      assertThat(schema.faults(JSON.textNode(text))).isNotEmpty();
      assertThat(ThreadTime.since(began)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void neverFetchesASchema() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var yaml =
          """
          openapi: 3.1.0
          paths:
            /a:
              post:
                operationId: a
                security: []
                requestBody:
                  content:
                    application/json:
                      schema: { $ref: "http://127.0.0.1:%d/schema.json" }
          """
              .formatted(server.getLocalPort());
      assertThatThrownBy(
              () -> {
                var remote = ApiContract.of(Buffer.buffer(yaml));
                var body =
                    remote.at("/paths/~1a/post/requestBody/content/application~1json/schema");
                assertThat(remote.compiled(body).faults(JSON.objectNode())).isNotEmpty();
              })
          .isInstanceOf(SchemaException.class);
      server.setSoTimeout(300);
      assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }
}
