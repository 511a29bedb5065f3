package mercat.accounts;

import static mercat.platform.Await.await;
import static mercat.platform.Await.awaitDone;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mercat.accounts.AccountStore.SignOn;
import mercat.contracts.accounts.AccountRegistered;
import mercat.contracts.accounts.AddAccount;
import mercat.contracts.accounts.EmailVerified;
import mercat.contracts.accounts.Register;
import mercat.contracts.accounts.RegisteredAgain;
import mercat.contracts.accounts.Role;
import mercat.contracts.accounts.RolesChanged;
import mercat.contracts.accounts.SecretLinks.Purpose;
import mercat.contracts.accounts.VerifyEmail;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.database.Tx;
import mercat.platform.log.StaffActions;
import mercat.platform.mailbox.Mailbox;

/**
 * Lets people register, and show that they read the mail of their address; or staff add them. For
 * an address that has an account the same work is done, with another link at its end.
 */
final class Registration {
  private final Passwords passwords;
  private final AccountStore accounts;
  private final LinkStore links;
  private final Mailbox<Hashed, Boolean> registering;
  private final Mailbox<VouchedFor, AddAccount.Reply> adding;

  /** Somebody who registers, with the hash of their password. */
  private record Hashed(UUID id, Register request, String password) {}

  /** Somebody whom staff adds. */
  private record VouchedFor(Hashed person, Set<Role> roles) {}

  Registration(
      BoundedContext context, Passwords passwords, AccountStore accounts, LinkStore links) {
    this.passwords = passwords;
    this.accounts = accounts;
    this.links = links;
    this.registering = context.mailboxOfEach("Register", this::register);
    this.adding = context.mailboxOfEach("AddAccount", this::add);
  }

  Register.Accepted register(Register request, Call call) {
    awaitDone(registering.submit(hashed(request, call), call));
    return new Register.Accepted();
  }

  private Hashed hashed(Register request, Call call) {
    var known = SignOn.known(request.email(), request.name());
    var password = passwords.hash(request.password(), known, call);
    return new Hashed(UUID.randomUUID(), request, password);
  }

  /** The same statements for somebody known, so that the time they take tells nothing. */
  private boolean register(Tx tx, Hashed hashed, Call call) {
    var account = accounts.add(tx, hashed.id(), hashed.request(), hashed.password());
    boolean isNew = account.equals(hashed.id());
    links.put(tx, account, isNew ? Purpose.VERIFY_EMAIL : Purpose.RESET_PASSWORD);
    tx.append(call, account, isNew ? new AccountRegistered(account) : new RegisteredAgain(account));
    return isNew;
  }

  AddAccount.Reply add(AddAccount request, Call call) {
    var roles = People.grantable(request.roles(), call);
    var person = hashed(new Register(request.email(), request.name(), request.password()), call);
    return await(adding.submit(new VouchedFor(person, roles), call));
  }

  private AddAccount.Reply add(Tx tx, VouchedFor added, Call call) {
    var person = added.person();
    var id = person.id();
    if (!accounts.add(tx, id, person.request(), person.password()).equals(id)) {
      return new AddAccount.Reply.EmailTaken();
    }
    tx.append(call, id, new AccountRegistered(id));
    if (accounts.verify(tx, id)) {
      tx.append(call, id, new EmailVerified(id));
    }
    if (accounts.setRoles(tx, id, added.roles())) {
      tx.append(call, id, new RolesChanged(id, added.roles()));
    }
    var roles = AccountActions.roles(added.roles());
    StaffActions.note(tx, call, id, "addAccount", "account:" + id, Map.of(), roles);
    return new AddAccount.Reply.Added(accounts.find(tx, id).orElseThrow());
  }

  VerifyEmail.Reply verify(Tx tx, VerifyEmail request, Call call) {
    var account =
        links
            .tokens()
            .idOf(request.token())
            .flatMap(link -> links.owner(tx, link, Purpose.VERIFY_EMAIL));
    account
        .filter(id -> accounts.verify(tx, id))
        .ifPresent(id -> tx.append(call, id, new EmailVerified(id)));
    return account.isPresent()
        ? new VerifyEmail.Reply.Verified()
        : new VerifyEmail.Reply.UnknownToken();
  }
}
