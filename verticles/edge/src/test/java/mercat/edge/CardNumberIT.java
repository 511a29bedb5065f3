package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The number of a payment card, wherever it may be written. */
class CardNumberIT {
  private static final String NUMBER = "4111 1111 1111 1111";
  private static final TokenIssuer ISSUER = TokenIssuer.FIRST;

  @AutoClose private final RunningEdge edge = ISSUER.edge();

  @Test
  void isTakenByNoOperationWhateverTheField() {
    int places = 0;
    for (var operation : ContractOracle.operations()) {
      var method = operation.method();
      boolean isRead = !operation.node().path("x-raw-body").asBoolean(); // else kept nowhere
      if (isRead && operation.node().at("/requestBody/content").has(RunningEdge.JSON)) {
        var body = "{\"some\":[{\"note\":\"my card: %s.\"}]}".formatted(NUMBER);
        refused(method, operation.path(), body, List.of()).says("/some/0/note");
        places++;
      }
      for (var parameter : operation.node().path("parameters")) {
        places += refusedAs(method, operation.path(), ContractOracle.resolved(parameter));
      }
    }
    assertThat(places).isGreaterThan(30);
    assertThat(edge.asked(Object.class)).noneMatch(asked -> asked.toString().contains("1111"));
  }

  /** How many places that was: parameters that are texts, and no part of a path. */
  private int refusedAs(String method, String path, JsonNode parameter) {
    var name = parameter.path("name").asText();
    if (!ContractOracle.resolved(parameter.path("schema")).path("type").asText().equals("string")) {
      return 0;
    }
    switch (parameter.path("in").asText()) {
      case "query" -> {
        var query = name + "=" + URLEncoder.encode(NUMBER, StandardCharsets.UTF_8);
        refused(method, path + "?" + query, "{}", List.of()).says("query:" + name);
      }
      case "header" -> refused(method, path, "{}", List.of(name, NUMBER)).says("header:" + name);
      default -> {
        return 0;
      }
    }
    return 1;
  }

  private HttpReply refused(String method, String path, String body, List<String> more) {
    var target =
        path.replace("{id}", Samples.ID.toString())
            .replace("{position}", "1")
            .replaceAll("\\{\\w+}", "a");
    var headers = new ArrayList<>(more);
    headers.addAll(List.of(Samples.bearer(ISSUER.token("customer admin"))));
    return edge.json(method, target, body, headers.toArray(String[]::new)).is(422, "card_number");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        NUMBER,
        "4111111111111111",
        "3782-822463-10005",
        "6304 0000 0000 0000 000",
        "4222222222222",
        "Flat 12 4111 1111 1111 1111 12",
        "card:4111111111111111;12/30",
        "4111  1111  1111  1111",
      })
  void isFoundInAText(String text) {
    order(text).is(422, "card_number").says("/shippingAddress/line1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111 1111 1111 1112",
        "411111111111",
        "41111111111111111111",
        "+4915112345678",
        "01890a5d-ac96-774b-4111-111111111111",
        "A4111111111111111",
        "12 St James's Square",
      })
  void isNotSeenWhereThereIsNone(String text) {
    assertThat(order(text).text()).doesNotContain("card_number");
  }

  @Test
  void isNoSku() {
    var gtin = Samples.ORDER_BODY.replace("85123A", "4111111111111111");
    assertThat(edge.order(gtin).text()).doesNotContain("card_number");
  }

  @Test
  void isRefusedInARowOfAnImport() {
    var row =
        """
        {"sku":"A","name":"%s","price":{"amount":1,"currency":"GBP"}}\
        """
            .formatted(NUMBER);
    var headers =
        new String[] {
          "Authorization", "Bearer admin-token", "Content-Type", "application/x-ndjson"
        };
    var reply = edge.post("/v1/admin/products/import", row, headers);
    assertThat(reply.is(200).at("/refused/0/reason")).startsWith("card_number: /name");
  }

  private HttpReply order(String line1) {
    var address =
        "\"shippingAddress\":{\"name\":\"A\",\"line1\":\"%s\",\"city\":\"B\",\"country\":\"GB\"},\"lines\""
            .formatted(line1);
    return edge.order(Samples.ORDER_BODY.replace("\"lines\"", address));
  }
}
