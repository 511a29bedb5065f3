package mercat.platform;

import io.vertx.core.VerticleBase;
import org.jspecify.annotations.Nullable;

/**
 * How a node makes an edge that it hosts. Found by {@link java.util.ServiceLoader}. An edge is
 * ready when every context that answers requests is served.
 */
public interface EdgeFactory {
  /** The edge's name, as {@code --contexts} takes it; also its section in the configuration. */
  String name();

  /** The section of the configuration that bears its name, null when it has none. */
  default @Nullable Class<? extends Record> config() {
    return null;
  }

  /**
   * One instance, to be deployed on an event loop. Called once for each. An edge owns no schema:
   * whatever it needs, it asks for.
   */
  VerticleBase create(NodeRuntime runtime);
}
