package mercat.accounts;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import mercat.contracts.accounts.CheckStaffToken;
import mercat.platform.BoundedContext;

/** Everything accounts answers. */
final class AccountsVerticle extends VerticleBase {
  private final BoundedContext accounts;

  AccountsVerticle(BoundedContext accounts) {
    this.accounts = accounts;
  }

  @Override
  public Future<?> start() {
    var config = accounts.config(AccountsConfig.class);
    var store = new StaffTokenStore(accounts.database());
    new FirstStaffToken(store, config).ensure();
    return accounts.answer(
        CheckStaffToken.class, new CheckStaffTokenHandler(store, accounts.clock(), config));
  }
}
