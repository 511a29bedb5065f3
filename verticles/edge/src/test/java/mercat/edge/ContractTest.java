package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mercat.platform.EdgeRuntime;
import mercat.platform.bus.Bus;
import mercat.platform.config.Settings;
import mercat.platform.config.Sources;
import mercat.platform.discovery.Directory;
import mercat.platform.discovery.Node;
import mercat.platform.telemetry.Telemetry;
import org.junit.jupiter.api.Test;

class ContractTest {
  private final JsonNode contract = Contract.node();

  @Test
  void theRouteTableIsTheContract() {
    var promised = new TreeMap<String, String>();
    for (var path : contract.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        promised.put(
            operation.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey(),
            operation.getValue().path("x-role").asText(""));
      }
    }
    var served = new TreeMap<String, String>();
    routes().forEach(route -> served.put(route.method() + " " + route.template(), route.role()));
    assertThat(served).isEqualTo(promised);
  }

  @Test
  void everyWayIntoTheBackOfficeNeedsARole() {
    assertThat(routes())
        .allSatisfy(route ->
            assertThat(!route.role().isEmpty())
                .as(route.template())
                .isEqualTo(route.template().startsWith("/v1/admin")));
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
    for (var path : contract.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        assertThat(operation.getValue().path("operationId").asText()).isNotBlank();
        assertThat(operation.getValue().path("responses").size()).isPositive();
      }
    }
    assertThat(contract.findValuesAsText("operationId")).doesNotHaveDuplicates();
  }

  private static List<Route> routes() {
    var vertx = Vertx.vertx();
    try {
      var directory = Directory.alone(vertx, new Node("here", "test", 1, InstantSource.system()));
      var bus = new Bus(vertx, directory, false, Telemetry.silent());
      var settings = Settings.load(new Sources(List.of(), Map.of(), Map.of(), Map.of()));
      var runtime =
          new EdgeRuntime(vertx, bus, settings, InstantSource.system(), Telemetry.silent());
      return Routes.of(bus, new ProductCache(runtime, EdgeConfig.defaults()));
    } finally {
      RunningEdge.await(vertx.close());
    }
  }
}
