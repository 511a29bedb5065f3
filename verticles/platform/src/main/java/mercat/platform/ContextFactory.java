package mercat.platform;

import io.vertx.core.VerticleBase;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a node makes a context that it hosts. Found by {@link java.util.ServiceLoader}. */
public interface ContextFactory {
  /**
   * The context's name: its schema, the first part of its addresses, its section in the
   * configuration.
   */
  String name();

  /**
   * The contexts it asks or follows: those that the same node hosts are started before it where
   * order allows.
   */
  Set<String> needs();

  /** Further schemas whose tables its migrations create, each with a role of its own. Rare. */
  default Set<String> furtherSchemas() {
    return Set.of();
  }

  /** The section of the configuration that bears its name, null when it has none. */
  default @Nullable Class<? extends Record> config() {
    return null;
  }

  /** The verticle, to be deployed on virtual threads. */
  VerticleBase create(BoundedContext context);
}
