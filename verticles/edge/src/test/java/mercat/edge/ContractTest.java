package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mercat.contracts.accounts.Role;
import mercat.edge.ApiRouter.Audience;
import mercat.edge.contract.ApiContract;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.ErrorCode;
import org.junit.jupiter.api.Test;

class ContractTest {
  private static final Set<String> ADMINS_ALONE =
      Set.of(
          "accounts:write",
          "audit:read",
          "clients:write",
          "events:read",
          "followers:read",
          "followers:write",
          "tokens:write",
          "webhooks:read",
          "webhooks:write");

  private final JsonNode contract = ContractOracle.node();

  @Test
  void anOperationWithoutHandlerAndAHandlerWithoutOperationStopTheStart() {
    var handlers = new HashMap<String, OperationHandler>();
    for (var operation : ApiContract.ofEdge().operations()) {
      handlers.put(operation.id(), request -> Future.succeededFuture(Buffer.buffer()));
    }
    bind(handlers);
    var removed = handlers.remove("placeOrder");
    assertThatThrownBy(() -> bind(handlers)).hasMessageContaining("placeOrder");
    handlers.put("placeOrder", removed);
    handlers.put("sellEverything", removed);
    assertThatThrownBy(() -> bind(handlers)).hasMessageContaining("sellEverything");
  }

  @Test
  void theBackOfficeAndNothingElseNeedsAScopeOfTheStaff() {
    assertThat(ApiContract.ofEdge().operations())
        .allSatisfy(operation -> {
          var access = operation.access();
          assertThat(!access.isOpen() && !Role.isOwn(access.scope()))
              .as(operation.path())
              .isEqualTo(operation.path().startsWith("/v1/admin"));
        });
  }

  @Test
  void everyScopeOfTheContractIsOneThatARoleHolds() {
    var held = new HashSet<>(ADMINS_ALONE);
    held.addAll(Role.IDENTITY);
    for (var role : Role.values()) {
      held.addAll(role.scopes());
    }
    assertThat(ApiContract.ofEdge().operations())
        .extracting(operation -> operation.access().scope())
        .filteredOn(scope -> !scope.isEmpty())
        .isSubsetOf(held);
  }

  @Test
  void everyReferenceInTheContractLeadsSomewhere() {
    assertThat(contract.findValuesAsText("$ref"))
        .isNotEmpty()
        .allSatisfy(reference ->
            assertThat(contract.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
  }

  @Test
  void everyOperationSaysWhatItAnswers() {
    for (var operation : ContractOracle.operations()) {
      assertThat(operation.node().path("operationId").asText()).isNotBlank();
      // Any may be given a parameter that it does not know.
      assertThat(operation.node().path("responses").has("400")).as(operation.path()).isTrue();
    }
    assertThat(contract.findValuesAsText("operationId")).doesNotHaveDuplicates();
  }

  /** A query stands in histories, and in the logs of proxies. */
  @Test
  void noQueryHoldsWhatIsPersonalOrSecret() {
    var queries =
        contract.findValues("parameters").stream()
            .flatMap(JsonNode::valueStream)
            .filter(parameter -> parameter.path("in").asText().equals("query"))
            .map(JsonNode::toString)
            .toList();
    assertThat(queries)
        .isNotEmpty()
        .noneMatch(
            query -> query.matches("(?i).*(email|person|address|password|credential|token).*"));
  }

  @Test
  void theCodesOfProblemsAreThoseOfTheContract() {
    var promised = contract.at("/components/schemas/Problem/properties/code/enum").valueStream();
    assertThat(promised.map(JsonNode::asText))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList());
  }

  private static void bind(Map<String, OperationHandler> handlers) {
    ApiRouter.requireBinding(ApiContract.ofEdge(), List.of(new Audience("", handlers)));
  }
}
