package mercat.platform;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;

/** One bounded context on one node, on virtual threads. */
public final class ContextVerticle extends VerticleBase {
  private final ContextDefinition definition;
  private final BoundedContext bounded;

  private ContextVerticle(ContextDefinition definition, BoundedContext bounded) {
    this.definition = definition;
    this.bounded = bounded;
  }

  /**
   * Deploys a context.
   *
   * @return the deployment's id, when all that the context answers can be reached
   */
  public static Future<String> deploy(
      Vertx vertx, ContextDefinition definition, BoundedContext bounded) {
    return vertx.deployVerticle(
        new ContextVerticle(definition, bounded),
        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD));
  }

  @Override
  public Future<?> start() {
    definition.start(bounded);
    return bounded.registered();
  }
}
