package mercat.edge;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.shareddata.Shareable;
import java.util.concurrent.Semaphore;
import mercat.edge.access.Authentication;
import mercat.edge.access.ClientAddress;
import mercat.edge.access.RateLimits;
import mercat.edge.contract.ApiContract;
import mercat.edge.docs.ExplorerFiles;
import mercat.edge.http.ByteBudget;
import mercat.edge.http.ConcurrencyLimit;
import mercat.edge.http.OrderAdmission;
import mercat.platform.EdgeFactory;
import mercat.platform.NodeRuntime;

/** Makes the HTTP edge. */
public final class HttpEdge implements EdgeFactory {
  /** What the instances of an edge in a node have in common. */
  record Shared(
      ApiContract contract,
      ExplorerFiles explorer,
      OrderAdmission admission,
      RateLimits rates,
      ByteBudget bodies,
      Semaphore watches,
      Semaphore eventReaders,
      Future<Void> selfTest)
      implements Shareable {}

  @Override
  public String name() {
    return "edge";
  }

  @Override
  public Class<? extends Record> config() {
    return EdgeConfig.class;
  }

  @Override
  public VerticleBase create(NodeRuntime runtime) {
    var config = runtime.settings().section("edge", EdgeConfig.class);
    var shared =
        runtime
            .vertx()
            .sharedData()
            .<String, Shared>getLocalMap("mercat.edge")
            .computeIfAbsent(
                "shared",
                absent ->
                    new Shared(
                        ApiContract.ofEdge(),
                        new ExplorerFiles(),
                        new OrderAdmission(
                            config.ordersPerSecondMax(),
                            ConcurrencyLimit.watching(runtime.vertx()),
                            runtime.telemetry().metrics()),
                        new RateLimits(
                            new ClientAddress(config.trustedHops()),
                            new RateLimits.Maxima(
                                config.attemptsMax(),
                                config.accountAttemptsMax(),
                                config.orderAttemptsMax(),
                                config.tokenAttemptsMax(),
                                config.hookAttemptsMax(),
                                config.couponAttemptsMax()),
                            config.attemptsKeptMax(),
                            runtime.telemetry().metrics()),
                        new ByteBudget(config.bodiesBytesMax()),
                        new Semaphore(config.grpcWatchesMax()),
                        eventReaders(config.eventReadersMax(), runtime.telemetry().metrics()),
                        Authentication.selfTest(runtime)));
    return new EdgeVerticle(runtime, config, shared);
  }

  private static Semaphore eventReaders(int max, MeterRegistry metrics) {
    var places = new Semaphore(max);
    metrics.gauge("mercat.edge.event.readers", places, free -> max - free.availablePermits());
    return places;
  }
}
