package mercat.edge;

import io.vertx.core.VerticleBase;
import mercat.platform.EdgeFactory;
import mercat.platform.EdgeRuntime;

/** Makes the HTTP edge. */
public final class HttpEdge implements EdgeFactory {
  @Override
  public String name() {
    return "edge";
  }

  @Override
  public Class<? extends Record> config() {
    return EdgeConfig.class;
  }

  @Override
  public VerticleBase create(EdgeRuntime runtime) {
    var config = runtime.settings().section("edge", EdgeConfig.class);
    var admission =
        runtime
            .vertx()
            .sharedData()
            .<String, Admission>getLocalMap("mercat.edge")
            .computeIfAbsent(
                "admission",
                absent ->
                    new Admission(config.ordersPerSecondMax(), runtime.telemetry().metrics()));
    return new EdgeVerticle(runtime, config, admission);
  }
}
