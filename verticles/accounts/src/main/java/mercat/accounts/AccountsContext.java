package mercat.accounts;

import java.net.URI;
import java.time.Duration;
import mercat.contracts.accounts.AddAccount;
import mercat.contracts.accounts.AddClient;
import mercat.contracts.accounts.AddToken;
import mercat.contracts.accounts.BeginFederatedSignIn;
import mercat.contracts.accounts.ChangeAccount;
import mercat.contracts.accounts.ChangePassword;
import mercat.contracts.accounts.CheckAuthorization;
import mercat.contracts.accounts.CheckStaffToken;
import mercat.contracts.accounts.CompleteFederatedSignIn;
import mercat.contracts.accounts.ConfirmSecondFactor;
import mercat.contracts.accounts.DropSecondFactor;
import mercat.contracts.accounts.EnrolSecondFactor;
import mercat.contracts.accounts.EraseAccount;
import mercat.contracts.accounts.FindAccount;
import mercat.contracts.accounts.GrantCode;
import mercat.contracts.accounts.GrantTokens;
import mercat.contracts.accounts.ListClients;
import mercat.contracts.accounts.ListSessions;
import mercat.contracts.accounts.ListTokens;
import mercat.contracts.accounts.PutAddress;
import mercat.contracts.accounts.ReadAccount;
import mercat.contracts.accounts.ReadRecipient;
import mercat.contracts.accounts.ReadUserInfo;
import mercat.contracts.accounts.RefreshSession;
import mercat.contracts.accounts.Register;
import mercat.contracts.accounts.RemoveAddress;
import mercat.contracts.accounts.RemoveSecondFactor;
import mercat.contracts.accounts.RequestPasswordReset;
import mercat.contracts.accounts.ResetPassword;
import mercat.contracts.accounts.RevokeClient;
import mercat.contracts.accounts.RevokeGrant;
import mercat.contracts.accounts.RevokeToken;
import mercat.contracts.accounts.RevokedSessions;
import mercat.contracts.accounts.RotateSigningKey;
import mercat.contracts.accounts.SecretLinks;
import mercat.contracts.accounts.SetRoles;
import mercat.contracts.accounts.SignIn;
import mercat.contracts.accounts.SignInWithSecondFactor;
import mercat.contracts.accounts.SignOut;
import mercat.contracts.accounts.SigningKeys;
import mercat.contracts.accounts.VerifyEmail;
import mercat.platform.BoundedContext;
import mercat.platform.ContextDefinition;
import mercat.platform.config.KeyFile;

/** Accounts: who people are, and what they may do. */
public final class AccountsContext implements ContextDefinition {
  private static final Duration FORGET_EVERY = Duration.ofMinutes(1);

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
    var database = accounts.database();
    var keyFile = KeyFile.of("accounts", config.sealingKey(), config.keyFile());
    var passwords = new Passwords(config.argon2(), accounts.telemetry().metrics());
    var store = new AccountStore(database, config.secondFactorRequired());
    var sessions = new SessionStore(database);
    var links = new LinkStore(database, new KeyedTokens("link", keyFile), config.showLinks());
    var staffTokens = new StaffTokenStore(database);
    var keys = new SigningKeyring(accounts, new SigningKeyStore(database, keyFile), config);
    var unused =
        accounts.patiently(() -> {
          keys.keep();
          return keys;
        });
    new FirstStaffToken(staffTokens, config).ensure(accounts);

    var registration = new Registration(accounts, passwords, store, links);
    accounts.answer(Register.class, registration::register);
    accounts.serveEach(VerifyEmail.class, registration::verify);
    accounts.answer(AddAccount.class, registration::add);

    var factors = new SecondFactorStore(keyFile);
    var secondFactors =
        new SecondFactors(
            accounts,
            passwords,
            store,
            sessions,
            factors,
            new TimedCodes(accounts.clock(), URI.create(config.issuer()).getHost()));
    accounts.answer(EnrolSecondFactor.class, secondFactors::enrol);
    accounts.serveEach(ConfirmSecondFactor.class, secondFactors::confirm);
    accounts.answer(RemoveSecondFactor.class, secondFactors::remove);
    accounts.serveEach(DropSecondFactor.class, secondFactors::drop);

    var refreshTokens = new KeyedTokens("refresh", keyFile);
    var accessTokens = new AccessTokenIssuer(keys, accounts.clock(), config.issuer());
    var signedIn =
        new Sessions(
            accounts,
            passwords,
            store,
            sessions,
            refreshTokens,
            accessTokens,
            secondFactors,
            new KeyedTokens("ticket", keyFile));
    accounts.answer(SignIn.class, signedIn::signIn);
    accounts.serveEach(SignInWithSecondFactor.class, signedIn::complete);
    accounts.serveEach(RefreshSession.class, signedIn::refresh);
    accounts.serveEach(SignOut.class, signedIn::signOut);
    accounts.answer(ListSessions.class, sessions::list);
    accounts.answer(RevokedSessions.class, sessions::listRevoked);

    var federated =
        new FederatedSignIns(accounts, config.oidc(), keyFile, store, sessions, factors, signedIn);
    accounts.answer(BeginFederatedSignIn.class, federated::begin);
    accounts.answer(CompleteFederatedSignIn.class, federated::complete);

    var changes = new PasswordChanges(accounts, passwords, store, sessions, links, factors);
    accounts.answer(ChangePassword.class, changes::change);
    accounts.answer(RequestPasswordReset.class, changes::request);
    accounts.answer(ResetPassword.class, changes::reset);
    accounts.answer(SecretLinks.class, links::list);
    accounts.answer(ReadRecipient.class, links::recipient);

    var people = new People(store, sessions);
    accounts.answer(ReadAccount.class, people::read);
    accounts.answer(ReadUserInfo.class, people::readUserInfo);
    accounts.answer(FindAccount.class, people::find);
    accounts.serveEach(ChangeAccount.class, people::change);
    accounts.serveEach(PutAddress.class, people::putAddress);
    accounts.serveEach(RemoveAddress.class, people::removeAddress);
    accounts.serveEach(SetRoles.class, people::setRoles);
    accounts.serveEach(EraseAccount.class, people::erase);

    var tokens = new PersonalAccessTokens(staffTokens);
    accounts.answer(CheckStaffToken.class, tokens::check);
    accounts.answer(ListTokens.class, tokens::list);
    accounts.serveEach(AddToken.class, tokens::add);
    accounts.serveEach(RevokeToken.class, tokens::revoke);

    serveClients(accounts, keyFile, store, sessions, signedIn, accessTokens);

    accounts.answer(SigningKeys.class, keys::list);
    accounts.serveEach(RotateSigningKey.class, keys::rotate);
    accounts.serveLog();
    accounts.every(keys.keepEvery(), "keep the signing keys", keys::keep);
    accounts.every(
        FORGET_EVERY,
        "forget what has expired",
        () -> {
          sessions.forget();
          links.forget();
        });
  }

  /** Those who ask by OAuth. */
  private static void serveClients(
      BoundedContext accounts,
      KeyFile keyFile,
      AccountStore store,
      SessionStore sessions,
      Sessions signedIn,
      AccessTokenIssuer accessTokens) {
    var clientStore = new ClientStore(accounts.database());
    var clients = new Clients(clientStore, sessions);
    accounts.answer(ListClients.class, clients::list);
    accounts.serveEach(AddClient.class, clients::add);
    accounts.serveEach(RevokeClient.class, clients::revoke);

    var codes = new CodeStore(accounts.database());
    accounts.every(FORGET_EVERY, "forget codes that have expired", codes::forget);
    var refreshTokens = new KeyedTokens("refresh", keyFile);
    var codeTokens = new KeyedTokens("code", keyFile);
    var authorizations =
        new Authorizations(clientStore, sessions, codes, refreshTokens, codeTokens);
    accounts.answer(CheckAuthorization.class, authorizations::check);
    accounts.serveEach(GrantCode.class, authorizations::grant);
    var grants =
        new Grants(
            clients, store, sessions, signedIn, codes, refreshTokens, codeTokens, accessTokens);
    accounts.serveEach(GrantTokens.class, grants::grant);
    accounts.serveEach(RevokeGrant.class, grants::revoke);
  }
}
