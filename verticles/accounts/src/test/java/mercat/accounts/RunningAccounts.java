package mercat.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.ext.auth.otp.OtpKey;
import io.vertx.ext.auth.otp.impl.org.openauthentication.otp.OneTimePasswordAlgorithm;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.accounts.Account;
import mercat.contracts.accounts.ConfirmSecondFactor;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.Email;
import mercat.contracts.accounts.EnrolSecondFactor;
import mercat.contracts.accounts.FindAccount;
import mercat.contracts.accounts.RefreshSession;
import mercat.contracts.accounts.Register;
import mercat.contracts.accounts.RequestPasswordReset;
import mercat.contracts.accounts.Role;
import mercat.contracts.accounts.SecretLinks;
import mercat.contracts.accounts.SecretLinks.Purpose;
import mercat.contracts.accounts.SecretLinks.SecretLink;
import mercat.contracts.accounts.SetRoles;
import mercat.contracts.accounts.SignIn;
import mercat.contracts.accounts.Tokens;
import mercat.contracts.accounts.VerifyEmail;
import mercat.platform.Actor;
import mercat.platform.BoundedContext;
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
    super(database, clock, settings(CHEAP, settings));
    this.context = host(new AccountsContext());
  }

  static Path freshKeyFile() {
    return Fresh.file("accounts.key");
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

  /** What somebody has who has a second factor. */
  record Armed(Person person, String secret, List<Credential> recoveryCodes) {
    /** The code that their authenticator shows at some time. */
    Credential code(Instant at) {
      try {
        var key = new OtpKey().setKey(secret).getKeyBytes();
        long step = at.getEpochSecond() / Duration.ofSeconds(30).toSeconds();
        return new Credential(OneTimePasswordAlgorithm.generateOTP(key, step, 6, false, -1));
      } catch (GeneralSecurityException absent) {
        throw new IllegalStateException(absent);
      }
    }
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

  /** Shows that somebody reads the mail of their address. */
  void verified(Email email) {
    assertThat(ask(new VerifyEmail(link(email, Purpose.VERIFY_EMAIL))))
        .isEqualTo(new VerifyEmail.Reply.Verified());
  }

  /** The time of the links that were sent to somebody is over. */
  void expireLinks(Email email) {
    expire("secret_link", account(email).id());
  }

  /** The time of all rows of a table that are an account's is over. */
  void expire(String table, UUID account) {
    change("update accounts.%s set expires_at = now() where account = '%s'", table, account);
  }

  /** Gives somebody these roles; the sessions that they have end. */
  void becomes(UUID account, Role... roles) {
    assertThat(askAs(ADMIN, new SetRoles(account, Set.of(roles))))
        .isInstanceOf(SetRoles.Reply.Changed.class);
  }

  /** The secret of a second factor that is to be confirmed. */
  String enrolled(Person person) {
    var reply = askAs(person.actor(), new EnrolSecondFactor(PASSWORD));
    return ((EnrolSecondFactor.Reply.Enrolled) reply).secret().value();
  }

  /** Gives somebody a second factor; the sessions that they have end. */
  Armed armed(Person person) {
    return confirmed(person, enrolled(person));
  }

  /** The same by a secret that they have enrolled. */
  Armed confirmed(Person person, String secret) {
    var code = new Armed(person, secret, List.of()).code(context.clock().instant());
    var reply = askAs(person.actor(), new ConfirmSecondFactor(code));
    return new Armed(person, secret, ((ConfirmSecondFactor.Reply.Confirmed) reply).recoveryCodes());
  }

  /** A sign-in by password that waits for the second factor. */
  Credential ticket(Person person) {
    var reply = ask(new SignIn(person.email(), PASSWORD));
    return ((SignIn.Reply.SecondFactorNeeded) reply).ticket();
  }

  /** The token of a fresh link by which somebody sets a new password. */
  Credential resetLink(Email email) {
    return resetLink(email, new Credential(""));
  }

  /** The same of a link that comes after another: the answer comes before it is made. */
  Credential resetLink(Email email, Credential before) {
    assertThat(ask(new RequestPasswordReset(new Email(email.normal()))))
        .isEqualTo(new RequestPasswordReset.Accepted());
    eventually(() -> assertThat(link(email, Purpose.RESET_PASSWORD)).isNotEqualTo(before));
    return link(email, Purpose.RESET_PASSWORD);
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
