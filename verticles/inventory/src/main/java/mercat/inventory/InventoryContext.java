package mercat.inventory;

import io.vertx.core.VerticleBase;
import java.util.Set;
import mercat.platform.BoundedContext;
import mercat.platform.ContextFactory;

/** Makes the context inventory. */
public final class InventoryContext implements ContextFactory {
  @Override
  public String name() {
    return "inventory";
  }

  @Override
  public Set<String> needs() {
    return Set.of();
  }

  @Override
  public VerticleBase create(BoundedContext context) {
    return new InventoryVerticle(context);
  }
}
