package mercat.edge;

import io.vertx.core.VerticleBase;
import io.vertx.core.shareddata.Shareable;
import java.util.Set;
import mercat.edge.contract.ApiContract;
import mercat.edge.http.OrderAdmission;
import mercat.platform.EdgeFactory;
import mercat.platform.EdgeRuntime;

/** Makes the HTTP edge. */
public final class HttpEdge implements EdgeFactory {
  @Override
  public String name() {
    return "edge";
  }

  @Override
  public Set<String> needs() {
    return Set.of("accounts", "catalog", "inventory", "orders", "payments");
  }

  @Override
  public Class<? extends Record> config() {
    return EdgeConfig.class;
  }

  @Override
  public VerticleBase create(EdgeRuntime runtime) {
    var config = runtime.settings().section("edge", EdgeConfig.class);
    var shared = runtime.vertx().sharedData().<String, Shareable>getLocalMap("mercat.edge");
    var contract = (ApiContract) shared.computeIfAbsent("contract", absent -> ApiContract.ofEdge());
    var admission =
        (OrderAdmission)
            shared.computeIfAbsent(
                "admission",
                absent ->
                    new OrderAdmission(config.ordersPerSecondMax(), runtime.telemetry().metrics()));
    return new EdgeVerticle(runtime, config, contract, admission);
  }
}
