package mercat.catalog;

import io.vertx.core.VerticleBase;
import java.util.Set;
import mercat.platform.BoundedContext;
import mercat.platform.ContextFactory;

/** Makes the context catalog. */
public final class CatalogContext implements ContextFactory {
  @Override
  public String name() {
    return "catalog";
  }

  @Override
  public Set<String> needs() {
    return Set.of();
  }

  @Override
  public VerticleBase create(BoundedContext context) {
    return new CatalogVerticle(context);
  }
}
