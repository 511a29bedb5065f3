package mercat.accounts;

import static mercat.platform.Await.await;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import mercat.accounts.SecondFactors.Proof;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.RefreshSession;
import mercat.contracts.accounts.Role;
import mercat.contracts.accounts.SignIn;
import mercat.contracts.accounts.SignInWithSecondFactor;
import mercat.contracts.accounts.SignOut;
import mercat.contracts.accounts.Tokens;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Mailbox;
import org.jspecify.annotations.Nullable;

/** Begins sessions, keeps them going, and ends them. */
final class Sessions {
  private final Passwords passwords;
  private final AccountStore accounts;
  private final SessionStore sessions;
  private final KeyedTokens refreshTokens;
  private final AccessTokenIssuer accessTokens;
  private final SecondFactors secondFactors;
  private final KeyedTokens tickets;
  private final Mailbox<Proved, SignIn.Reply> beginning;

  /**
   * Somebody whose password was right.
   *
   * @param renewed the hash at today's cost
   */
  private record Proved(UUID account, String password, String renewed) {}

  /**
   * A session that goes on.
   *
   * @param scopes what a client was given, none for the shop's own front ends
   * @param successor the next refresh token
   */
  record Next(UUID session, UUID account, Set<String> scopes, UUID successor) {}

  Sessions(
      BoundedContext context,
      Passwords passwords,
      AccountStore accounts,
      SessionStore sessions,
      KeyedTokens refreshTokens,
      AccessTokenIssuer accessTokens,
      SecondFactors secondFactors,
      KeyedTokens tickets) {
    this.passwords = passwords;
    this.accounts = accounts;
    this.sessions = sessions;
    this.refreshTokens = refreshTokens;
    this.accessTokens = accessTokens;
    this.secondFactors = secondFactors;
    this.tickets = tickets;
    this.beginning = context.mailboxOfEach("SignIn", this::begin);
  }

  SignIn.Reply signIn(SignIn request, Call call) {
    return passwords.admit(() -> admitted(request, call));
  }

  private SignIn.Reply admitted(SignIn request, Call call) {
    var known = accounts.signOn(request.email());
    var stored = known.map(AccountStore.SignOn::password).orElse(null);
    boolean isRight = passwords.matches(stored, request.password(), call);
    if (known.isEmpty() || stored == null || !isRight) {
      return new SignIn.Reply.Refused();
    }
    var renewed = passwords.renewed(stored, request.password(), call);
    return await(beginning.submit(new Proved(known.get().id(), stored, renewed), call));
  }

  /** Refused when the password was changed meanwhile. */
  private SignIn.Reply begin(Tx tx, Proved proved, Call call) {
    var account = proved.account();
    return accounts
        .replacePassword(tx, account, proved.password(), proved.renewed())
        .map(roles -> goOn(tx, account, roles, call))
        .orElseGet(SignIn.Reply.Refused::new);
  }

  /** What follows when somebody has shown who they are by one factor. */
  SignIn.Reply goOn(Tx tx, UUID account, Set<Role> roles, Call call) {
    if (!secondFactors.isWanted(tx, account)) {
      return new SignIn.Reply.SignedIn(begin(tx, account, roles, call));
    }
    var ticket = UUID.randomUUID();
    sessions.addTicket(tx, ticket, account);
    return new SignIn.Reply.SecondFactorNeeded(tickets.of(ticket));
  }

  private Tokens begin(Tx tx, UUID account, Set<Role> roles, Call call) {
    var session = UUID.randomUUID();
    var token = UUID.randomUUID();
    sessions.begin(tx, call, account, session, token);
    return tokens(account, session, roles, token);
  }

  SignInWithSecondFactor.Reply complete(Tx tx, SignInWithSecondFactor request, Call call) {
    return tickets
        .idOf(request.ticket())
        .flatMap(ticket ->
            sessions
                .ownerOfTicket(tx, ticket)
                .map(account -> complete(tx, ticket, account, request.code(), call)))
        .orElseGet(SignInWithSecondFactor.Reply.Refused::new);
  }

  private SignInWithSecondFactor.Reply complete(
      Tx tx, UUID ticket, UUID account, Credential code, Call call) {
    var roles = accounts.lock(tx, account);
    if (roles.isEmpty() || !sessions.tryTicket(tx, ticket)) {
      return new SignInWithSecondFactor.Reply.Refused();
    }
    return switch (secondFactors.prove(tx, account, code)) {
      case Proof.Right right -> {
        sessions.dropTicket(tx, ticket);
        yield new SignInWithSecondFactor.Reply.SignedIn(begin(tx, account, roles.get(), call));
      }
      case Proof.Wrong wrong -> new SignInWithSecondFactor.Reply.Refused();
      case Proof.TooSoon(var seconds) -> new SignInWithSecondFactor.Reply.TooSoon(seconds);
    };
  }

  RefreshSession.Reply refresh(Tx tx, RefreshSession request, Call call) {
    return exchange(tx, request.refreshToken(), null, call)
        .flatMap(next ->
            accounts
                .roles(tx, next.account())
                .map(roles -> tokens(next.account(), next.session(), roles, next.successor())))
        .<RefreshSession.Reply>map(RefreshSession.Reply.Refreshed::new)
        .orElseGet(RefreshSession.Reply.Refused::new);
  }

  /**
   * Exchanges a refresh token. One that was exchanged before, by who knows whom, ends its session.
   *
   * @param client which holds the session, null for the shop's own front ends
   */
  Optional<Next> exchange(Tx tx, Credential token, @Nullable String client, Call call) {
    return refreshTokens
        .idOf(token)
        .flatMap(id -> sessions.exchange(tx, id, UUID.randomUUID(), client))
        .flatMap(exchange -> {
          var successor = exchange.successor();
          if (successor == null) {
            sessions.revoke(tx, call, exchange.account(), exchange.session());
            return Optional.empty();
          }
          return Optional.of(
              new Next(exchange.session(), exchange.account(), exchange.scopes(), successor));
        });
  }

  SignOut.SignedOut signOut(Tx tx, SignOut request, Call call) {
    sessions.revoke(tx, call, call.actor().requireCustomer(), request.sessionId());
    return new SignOut.SignedOut();
  }

  private Tokens tokens(UUID account, UUID session, Set<Role> roles, UUID refreshToken) {
    return new Tokens(
        accessTokens.of(
            account.toString(), session, AccessTokenIssuer.OWN_CLIENT, Role.scopes(roles)),
        AccessTokenIssuer.LIFE.toSeconds(),
        refreshTokens.of(refreshToken));
  }
}
