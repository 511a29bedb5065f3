package mercat.edge.storefront;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import mercat.contracts.Request;
import mercat.contracts.Sku;
import mercat.contracts.recommendations.OwnRecommendations;
import mercat.contracts.recommendations.RelatedProducts;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.OperationHandler;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import mercat.platform.bus.Bus;

/**
 * What buyers may want besides. No page waits for it: what is not there in time is left out, and
 * counted.
 */
public final class RecommendationHandlers {
  private static final Set<FailureKind> AWAY =
      EnumSet.of(FailureKind.UNAVAILABLE, FailureKind.OVERLOADED, FailureKind.DEADLINE_EXCEEDED);

  private static final RelatedProducts.Found NONE = new RelatedProducts.Found(List.of());

  private final Bus bus;
  private final Duration patience;
  private final Counter missed;

  private record Recommended(Sku sku) {}

  private record Listed(List<Recommended> data) {}

  /**
   * Handlers that wait for a moment.
   *
   * @param patience how long recommendations may take to answer
   */
  public RecommendationHandlers(Bus bus, Duration patience, MeterRegistry metrics) {
    this.bus = bus;
    this.patience = patience;
    this.missed = metrics.counter("mercat.edge.recommendations.missed");
  }

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of("relatedProducts", this::related, "ownRecommendations", this::own);
  }

  private Future<Buffer> related(ApiRequest request) {
    return ask(request, new RelatedProducts(request.sku(), request.number("limit")));
  }

  private Future<Buffer> own(ApiRequest request) {
    return ask(request, new OwnRecommendations(request.number("limit")));
  }

  private Future<Buffer> ask(ApiRequest request, Request<RelatedProducts.Found> question) {
    // A timer of its own: the bus and Timeouts look each 50 ms, which is as long as the patience.
    return bus.ask(question, request.call().passedOnBy("edge", patience))
        .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .recover(this::miss)
        .map(found ->
            request.json(200, new Listed(found.skus().stream().map(Recommended::new).toList())));
  }

  private Future<RelatedProducts.Found> miss(Throwable thrown) {
    if (!AWAY.contains(Failure.of(thrown).kind())) {
      return Future.failedFuture(thrown);
    }
    missed.increment();
    return Future.succeededFuture(NONE);
  }
}
