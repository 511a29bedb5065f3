package mercat.accounts;

import static mercat.platform.Await.await;

import java.util.Optional;
import java.util.UUID;
import mercat.contracts.accounts.AccountRegistered;
import mercat.contracts.accounts.BeginFederatedSignIn;
import mercat.contracts.accounts.CompleteFederatedSignIn;
import mercat.contracts.accounts.Email;
import mercat.contracts.accounts.EmailVerified;
import mercat.contracts.accounts.SignIn;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.config.KeyFile;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Mailbox;

/** Lets those in whom the outside provider knows. */
final class FederatedSignIns {
  private final BoundedContext context;
  private final OidcSettings settings;
  private final OidcProvider provider;
  private final KeyFile key;
  private final AccountStore accounts;
  private final SessionStore sessions;
  private final SecondFactorStore factors;
  private final Sessions signingIn;
  private final Mailbox<OidcIdentity, CompleteFederatedSignIn.Reply> joining;

  FederatedSignIns(
      BoundedContext context,
      OidcSettings settings,
      KeyFile key,
      AccountStore accounts,
      SessionStore sessions,
      SecondFactorStore factors,
      Sessions signingIn) {
    this.context = context;
    this.settings = settings;
    this.provider = new OidcProvider(settings, context.clock(), context.vertx());
    this.key = key;
    this.accounts = accounts;
    this.sessions = sessions;
    this.factors = factors;
    this.signingIn = signingIn;
    this.joining = context.mailboxOfEach("CompleteFederatedSignIn", this::join);
  }

  BeginFederatedSignIn.Reply begin(BeginFederatedSignIn request, Call call) {
    if (!settings.isOffered()) {
      return new BeginFederatedSignIn.Reply.NotOffered();
    }
    if (!settings.redirectUris().contains(request.redirectUri())) {
      return new BeginFederatedSignIn.Reply.UnknownRedirectUri();
    }
    var transaction = OidcTransaction.begin(request.redirectUri(), context.clock().instant());
    return new BeginFederatedSignIn.Reply.Begun(
        provider.authorizationUrl(transaction, call), transaction.seal(key));
  }

  CompleteFederatedSignIn.Reply complete(CompleteFederatedSignIn request, Call call) {
    if (!settings.isOffered()) {
      return new CompleteFederatedSignIn.Reply.NotOffered();
    }
    return OidcTransaction.open(request.transaction(), key, context.clock().instant())
        .filter(transaction -> transaction.state().equals(request.state().value()))
        .flatMap(transaction -> provider.identify(request.code().value(), transaction, call))
        .map(identity -> await(joining.submit(identity, call)))
        .orElseGet(CompleteFederatedSignIn.Reply.Refused::new);
  }

  private CompleteFederatedSignIn.Reply join(Tx tx, OidcIdentity who, Call call) {
    return accounts
        .knownAs(tx, who)
        .or(() -> who.email().flatMap(email -> joined(tx, who, email, call)))
        .flatMap(account ->
            accounts.lock(tx, account).map(roles -> signingIn.goOn(tx, account, roles, call)))
        .map(FederatedSignIns::reply)
        .orElseGet(CompleteFederatedSignIn.Reply.EmailNotVerified::new);
  }

  private static CompleteFederatedSignIn.Reply reply(SignIn.Reply reply) {
    return switch (reply) {
      case SignIn.Reply.SignedIn(var tokens) -> new CompleteFederatedSignIn.Reply.SignedIn(tokens);
      case SignIn.Reply.SecondFactorNeeded(var ticket) ->
          new CompleteFederatedSignIn.Reply.SecondFactorNeeded(ticket);
      case SignIn.Reply.Refused refused -> new CompleteFederatedSignIn.Reply.Refused();
    };
  }

  /** The account of an e-mail address for which the provider vouches, joined to who they are. */
  private Optional<UUID> joined(Tx tx, OidcIdentity who, Email email, Call call) {
    var fresh = UUID.randomUUID();
    if (accounts.addVerified(tx, fresh, email, who.name())) {
      tx.append(call, fresh, new AccountRegistered(fresh));
      tx.append(call, fresh, new EmailVerified(fresh));
    }
    var account = accounts.idOf(tx, email);
    account.ifPresent(id -> {
      disarm(tx, id, call);
      accounts.addIdentity(tx, who, id);
    });
    return account;
  }

  /**
   * Whoever registered with an address and never showed that they read its mail is somebody else.
   */
  private void disarm(Tx tx, UUID account, Call call) {
    if (accounts.verify(tx, account)) {
      accounts.forgetPassword(tx, account);
      var unused = factors.remove(tx, account);
      sessions.revokeAll(tx, call, account);
      tx.append(call, account, new EmailVerified(account));
    }
  }
}
