package mercat.accounts;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.accounts.Account;
import mercat.contracts.accounts.AccountErased;
import mercat.contracts.accounts.ChangeAccount;
import mercat.contracts.accounts.EraseAccount;
import mercat.contracts.accounts.FindAccount;
import mercat.contracts.accounts.PutAddress;
import mercat.contracts.accounts.ReadAccount;
import mercat.contracts.accounts.ReadUserInfo;
import mercat.contracts.accounts.RemoveAddress;
import mercat.contracts.accounts.Role;
import mercat.contracts.accounts.RolesChanged;
import mercat.contracts.accounts.SetRoles;
import mercat.platform.Call;
import mercat.platform.database.Tx;
import mercat.platform.log.StaffActions;

/** Accounts, as their owners and the staff read and change them. */
record People(AccountStore accounts, SessionStore sessions) {
  ReadAccount.Reply read(ReadAccount request, Call call) {
    return (mayAccess(call, request.accountId(), "accounts:read")
            ? accounts.find(request.accountId())
            : Optional.<Account>empty())
        .<ReadAccount.Reply>map(ReadAccount.Reply.Found::new)
        .orElseGet(ReadAccount.Reply.Unknown::new);
  }

  /** As much as the caller's scopes show of them. */
  ReadUserInfo.Reply readUserInfo(ReadUserInfo request, Call call) {
    var actor = call.actor();
    return accounts
        .find(actor.requireOwn("openid"))
        .<ReadUserInfo.Reply>map(it -> {
          boolean showsEmail = actor.hasScope("email");
          return new ReadUserInfo.Reply.Found(
              it.id(),
              showsEmail ? it.email() : null,
              showsEmail ? it.emailVerified() : null,
              actor.hasScope("profile") ? it.name() : null);
        })
        .orElseGet(ReadUserInfo.Reply.Unknown::new);
  }

  FindAccount.Reply find(FindAccount request, Call call) {
    call.actor().requireScope("accounts:read");
    return accounts
        .find(request.email())
        .<FindAccount.Reply>map(FindAccount.Reply.Found::new)
        .orElseGet(FindAccount.Reply.Unknown::new);
  }

  ChangeAccount.Reply change(Tx tx, ChangeAccount request, Call call) {
    var own = call.actor().requireCustomer();
    accounts.rename(tx, own, request.name());
    return accounts
        .find(tx, own)
        .<ChangeAccount.Reply>map(ChangeAccount.Reply.Changed::new)
        .orElseGet(ChangeAccount.Reply.Unknown::new);
  }

  PutAddress.Reply putAddress(Tx tx, PutAddress request, Call call) {
    var own = call.actor().requireCustomer();
    if (!request.isNew()) {
      return accounts.changeAddress(tx, own, request.addressId(), request.address())
          ? new PutAddress.Reply.Saved()
          : new PutAddress.Reply.Unknown();
    }
    if (accounts.lock(tx, own).isEmpty()) {
      return new PutAddress.Reply.Unknown();
    }
    return accounts.addAddress(tx, own, request.addressId(), request.address())
        ? new PutAddress.Reply.Saved()
        : new PutAddress.Reply.TooMany();
  }

  RemoveAddress.Reply removeAddress(Tx tx, RemoveAddress request, Call call) {
    return accounts.removeAddress(tx, call.actor().requireCustomer(), request.addressId())
        ? new RemoveAddress.Reply.Removed()
        : new RemoveAddress.Reply.Unknown();
  }

  SetRoles.Reply setRoles(Tx tx, SetRoles request, Call call) {
    var roles = grantable(request.roles(), call);
    var id = request.accountId();
    var before = accounts.lock(tx, id).flatMap(known -> accounts.find(tx, id)).map(Account::roles);
    if (before.isPresent() && accounts.setRoles(tx, id, roles)) {
      sessions.revokeAll(tx, call, id);
      tx.append(call, id, new RolesChanged(id, roles));
      var former = AccountActions.roles(before.get());
      var next = AccountActions.roles(roles);
      StaffActions.note(tx, call, id, "setRoles", "account:" + id, former, next);
    }
    return accounts
        .find(tx, id)
        .<SetRoles.Reply>map(SetRoles.Reply.Changed::new)
        .orElseGet(SetRoles.Reply.Unknown::new);
  }

  EraseAccount.Reply erase(Tx tx, EraseAccount request, Call call) {
    var id = request.accountId();
    if (!mayAccess(call, id, "accounts:write") || !accounts.erase(tx, id)) {
      return new EraseAccount.Reply.Unknown();
    }
    sessions.revokeAll(tx, call, id);
    tx.append(call, id, new AccountErased(id));
    if (!call.actor().id().equals(id.toString())) {
      var former = Map.of("erased", "false");
      var erased = Map.of("erased", "true");
      StaffActions.note(tx, call, id, "eraseAccount", "account:" + id, former, erased);
    }
    return new EraseAccount.Reply.Erased();
  }

  /**
   * The roles that somebody is to have: whatever else they are, they are a customer.
   *
   * @throws mercat.platform.Failure <em>forbidden</em> unless the caller holds the scopes of them
   */
  static Set<Role> grantable(Set<Role> asked, Call call) {
    call.actor().requireScope("accounts:write");
    var roles = EnumSet.of(Role.CUSTOMER);
    for (var role : asked) {
      if (roles.add(role)) {
        role.scopes().forEach(call.actor()::requireScope);
      }
    }
    return roles;
  }

  private static boolean mayAccess(Call call, UUID account, String scope) {
    var actor = call.actor();
    return actor.hasScope(scope) || (actor.isCustomer() && actor.id().equals(account.toString()));
  }
}
