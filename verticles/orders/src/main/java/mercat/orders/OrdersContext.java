package mercat.orders;

import io.vertx.core.VerticleBase;
import java.util.Set;
import mercat.platform.BoundedContext;
import mercat.platform.ContextFactory;

/** Makes the context orders. */
public final class OrdersContext implements ContextFactory {
  @Override
  public String name() {
    return "orders";
  }

  @Override
  public Set<String> needs() {
    return Set.of("catalog", "inventory", "payments");
  }

  @Override
  public Class<? extends Record> config() {
    return OrdersConfig.class;
  }

  @Override
  public VerticleBase create(BoundedContext context) {
    return new OrdersVerticle(context);
  }
}
