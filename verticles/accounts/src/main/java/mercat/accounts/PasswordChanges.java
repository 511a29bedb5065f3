package mercat.accounts;

import static mercat.platform.Await.await;

import java.util.UUID;
import mercat.accounts.AccountStore.SignOn;
import mercat.contracts.accounts.ChangePassword;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.PasswordChanged;
import mercat.contracts.accounts.PasswordResetRequested;
import mercat.contracts.accounts.RequestPasswordReset;
import mercat.contracts.accounts.ResetPassword;
import mercat.contracts.accounts.SecretLinks.Purpose;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Mailbox;
import mercat.platform.telemetry.Trace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes passwords, and sets those that were forgotten. Either ends all sessions of the account.
 */
final class PasswordChanges {
  private static final Logger LOG = LoggerFactory.getLogger(PasswordChanges.class);

  private final Passwords passwords;
  private final AccountStore accounts;
  private final SessionStore sessions;
  private final LinkStore links;
  private final SecondFactorStore factors;
  private final Mailbox<Change, Boolean> changing;
  private final Mailbox<Reset, Boolean> resetting;
  private final Mailbox<RequestPasswordReset, Boolean> linking;

  private record Change(UUID account, String password, String by) {}

  private record Reset(UUID link, String by) {}

  PasswordChanges(
      BoundedContext context,
      Passwords passwords,
      AccountStore accounts,
      SessionStore sessions,
      LinkStore links,
      SecondFactorStore factors) {
    this.passwords = passwords;
    this.accounts = accounts;
    this.sessions = sessions;
    this.links = links;
    this.factors = factors;
    this.changing = context.mailboxOfEach("ChangePassword", this::change);
    this.resetting = context.mailboxOfEach("ResetPassword", this::reset);
    this.linking = context.mailboxOfEach("RequestPasswordReset", this::link);
  }

  ChangePassword.Reply change(ChangePassword request, Call call) {
    var known = accounts.signOn(call.actor().requireCustomer());
    return known
            .filter(it -> passwords.matches(it.password(), request.current(), call))
            .map(it -> new Change(it.id(), it.password(), hash(it, request.password(), call)))
            .filter(change -> await(changing.submit(change, call)))
            .isPresent()
        ? new ChangePassword.Reply.Changed()
        : new ChangePassword.Reply.WrongPassword();
  }

  ResetPassword.Reply reset(ResetPassword request, Call call) {
    var link = links.tokens().idOf(request.token());
    return link.flatMap(id -> links.owner(id, Purpose.RESET_PASSWORD))
            .flatMap(accounts::signOn)
            .map(it -> new Reset(link.orElseThrow(), hash(it, request.password(), call)))
            .filter(reset -> await(resetting.submit(reset, call)))
            .isPresent()
        ? new ResetPassword.Reply.Changed()
        : new ResetPassword.Reply.UnknownToken();
  }

  private String hash(SignOn of, Credential password, Call call) {
    return passwords.hash(password, of.known(), call);
  }

  private boolean change(Tx tx, Change change, Call call) {
    var account = change.account();
    var roles = accounts.replacePassword(tx, account, change.password(), change.by());
    roles.ifPresent(still -> ended(tx, account, call));
    return roles.isPresent();
  }

  private boolean reset(Tx tx, Reset reset, Call call) {
    var account = links.use(tx, reset.link(), Purpose.RESET_PASSWORD);
    account.ifPresent(id -> {
      accounts.resetPassword(tx, id, reset.by());
      if (accounts.verify(tx, id)) {
        // Whoever registered may never have read this mail: nothing of theirs opens it.
        var unused = factors.remove(tx, id);
      }
      ended(tx, id, call);
    });
    return account.isPresent();
  }

  private void ended(Tx tx, UUID account, Call call) {
    sessions.revokeAll(tx, call, account);
    tx.append(call, account, new PasswordChanged(account));
  }

  /** Answers at once, so that nobody sees by the time it takes whether there is an account. */
  RequestPasswordReset.Accepted request(RequestPasswordReset request, Call call) {
    var unused =
        linking
            .submit(request, call)
            .onFailure(thrown ->
                Trace.on(LOG.atWarn(), call.trace())
                    .addKeyValue("error", thrown.toString())
                    .log("a link to reset a password was not made"));
    return new RequestPasswordReset.Accepted();
  }

  private boolean link(Tx tx, RequestPasswordReset request, Call call) {
    var account = accounts.idOf(tx, request.email());
    account.ifPresent(id -> {
      links.put(tx, id, Purpose.RESET_PASSWORD);
      tx.append(call, id, new PasswordResetRequested(id));
    });
    return account.isPresent();
  }
}
