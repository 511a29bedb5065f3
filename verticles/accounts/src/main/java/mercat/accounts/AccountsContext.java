package mercat.accounts;

import mercat.contracts.accounts.CheckStaffToken;
import mercat.platform.BoundedContext;
import mercat.platform.ContextDefinition;

/** Accounts: who the staff are. */
public final class AccountsContext implements ContextDefinition {
  @Override
  public String name() {
    return "accounts";
  }

  @Override
  public Class<? extends Record> config() {
    return AccountsConfig.class;
  }

  @Override
  public void start(BoundedContext accounts) {
    var config = accounts.config(AccountsConfig.class);
    var tokens = new StaffTokenStore(accounts.database());
    new FirstStaffToken(tokens, config).ensure(accounts);
    accounts.answer(CheckStaffToken.class, new CheckStaffTokenHandler(tokens));
    accounts.serveLog();
  }
}
