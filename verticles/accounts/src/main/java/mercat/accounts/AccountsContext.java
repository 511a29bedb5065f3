package mercat.accounts;

import io.vertx.core.VerticleBase;
import java.util.Set;
import mercat.platform.BoundedContext;
import mercat.platform.ContextFactory;

/** Makes the context accounts. */
public final class AccountsContext implements ContextFactory {
  @Override
  public String name() {
    return "accounts";
  }

  @Override
  public Set<String> needs() {
    return Set.of();
  }

  @Override
  public Class<? extends Record> config() {
    return AccountsConfig.class;
  }

  @Override
  public VerticleBase create(BoundedContext context) {
    return new AccountsVerticle(context);
  }
}
