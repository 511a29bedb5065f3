package mercat.payments;

import io.vertx.core.VerticleBase;
import java.util.Set;
import mercat.platform.BoundedContext;
import mercat.platform.ContextFactory;

/** Makes the context payments. */
public final class PaymentsContext implements ContextFactory {
  @Override
  public String name() {
    return "payments";
  }

  @Override
  public Set<String> needs() {
    return Set.of();
  }

  @Override
  public Set<String> furtherSchemas() {
    return Set.of("sandbox");
  }

  @Override
  public VerticleBase create(BoundedContext context) {
    return new PaymentsVerticle(context);
  }
}
