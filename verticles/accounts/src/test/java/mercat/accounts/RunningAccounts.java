package mercat.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.accounts.Account;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.Email;
import mercat.contracts.accounts.FindAccount;
import mercat.contracts.accounts.RefreshSession;
import mercat.contracts.accounts.Register;
import mercat.contracts.accounts.SecretLinks;
import mercat.contracts.accounts.SecretLinks.Purpose;
import mercat.contracts.accounts.SecretLinks.SecretLink;
import mercat.contracts.accounts.SignIn;
import mercat.contracts.accounts.Tokens;
import mercat.platform.Actor;
import mercat.platform.BoundedContext;
import mercat.platform.config.Secret;
import mercat.platform.database.Database;
import mercat.testkit.Fresh;
import mercat.testkit.LocalNode;
import mercat.testkit.TestDatabase;

/** Accounts on a real server, with passwords that are cheap to hash. */
final class RunningAccounts extends LocalNode {
  static final Actor ADMIN = new Actor("token:first", Set.of("admin"));
  static final Credential PASSWORD = new Credential("four little words here");

  private static final Map<String, String> CHEAP =
      Map.of(
          "accounts.hash-memory-kib", "64",
          "accounts.hash-iterations", "1",
          "accounts.show-links", "true");

  private final BoundedContext context;

  RunningAccounts() {
    this(TestDatabase.fresh(), Map.of("accounts.key-file", freshKeyFile().toString()));
  }

  /** A further process of the same system when the database has one already. */
  RunningAccounts(TestDatabase database, Map<String, String> settings) {
    this(database, InstantSource.system(), settings);
  }

  /** The same, at a time that the test says. */
  RunningAccounts(TestDatabase database, InstantSource clock, Map<String, String> settings) {
    super(database, clock, cheap(settings));
    this.context = host(new AccountsContext());
  }

  /** The defaults, but for these. */
  static AccountsConfig config(Secret adminToken, String keyFile, Secret sealingKey) {
    var it = AccountsConfig.defaults();
    return new AccountsConfig(
        it.tokenFile(),
        adminToken,
        keyFile,
        sealingKey,
        it.issuer(),
        it.signingKeyAge(),
        it.signingKeyNotice(),
        it.showLinks(),
        it.secondFactorRequired(),
        it.oidcIssuer(),
        it.oidcClientId(),
        it.oidcClientSecret(),
        it.oidcRedirectUris(),
        it.hashMemoryKib(),
        it.hashIterations());
  }

  private static Map<String, String> cheap(Map<String, String> settings) {
    var all = new HashMap<>(CHEAP);
    all.putAll(settings);
    return all;
  }

  static Path freshKeyFile() {
    try {
      return Files.createTempDirectory("mercat-accounts").resolve("accounts.key");
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  /** Somebody who has registered and signed in. */
  record Person(Email email, Account account, Tokens tokens) {
    UUID id() {
      return account.id();
    }

    Actor actor() {
      return new Actor(id().toString(), Set.of("customer"));
    }
  }

  static Email freshEmail() {
    return new Email(Fresh.text("Buyer") + "@example.com");
  }

  Email registered() {
    return registered(freshEmail());
  }

  Email registered(Email email) {
    assertThat(ask(new Register(email, "Ada Lovelace", PASSWORD)))
        .isEqualTo(new Register.Accepted());
    return email;
  }

  Person signedIn() {
    var email = registered();
    return new Person(email, account(email), signIn(email));
  }

  Tokens signIn(Email email) {
    return ((SignIn.Reply.SignedIn) ask(new SignIn(email, PASSWORD))).tokens();
  }

  Account account(Email email) {
    return ((FindAccount.Reply.Found) askAs(ADMIN, new FindAccount(email))).account();
  }

  Tokens refresh(Tokens tokens) {
    return ((RefreshSession.Reply.Refreshed) refreshing(tokens)).tokens();
  }

  RefreshSession.Reply refreshing(Tokens tokens) {
    return ask(new RefreshSession(tokens.refreshToken()));
  }

  void assertSignedOut(Tokens tokens) {
    assertThat(refreshing(tokens)).isEqualTo(new RefreshSession.Reply.Refused());
  }

  /**
   * The token of the latest link of an account; an assertion, for some are made after the answer.
   */
  Credential link(Email email, Purpose purpose) {
    return askAs(Actor.SYSTEM, new SecretLinks()).links().stream()
        .filter(link -> link.email().normal().equals(email.normal()) && link.purpose() == purpose)
        .map(SecretLink::token)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no link to %s: %s".formatted(purpose, email)));
  }

  /** Does something on a thread that may wait. */
  void run(Runnable work) {
    get(
        context.call(() -> {
          work.run();
          return true;
        }));
  }

  /** The tables as the context sees them. */
  Database schema() {
    return context.database();
  }

  /** How many passwords were hashed so far. */
  double hashes() {
    return context.telemetry().metrics().get("mercat.accounts.password.hashes").timer().count();
  }
}
