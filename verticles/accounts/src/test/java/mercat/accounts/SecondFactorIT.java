package mercat.accounts;

import static mercat.testkit.LocalNode.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.ext.auth.otp.OtpKey;
import io.vertx.ext.auth.otp.impl.org.openauthentication.otp.OneTimePasswordAlgorithm;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import mercat.accounts.RunningAccounts.Person;
import mercat.contracts.accounts.ChangePassword;
import mercat.contracts.accounts.ConfirmSecondFactor;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.DropSecondFactor;
import mercat.contracts.accounts.EnrolSecondFactor;
import mercat.contracts.accounts.RemoveSecondFactor;
import mercat.contracts.accounts.RequestPasswordReset;
import mercat.contracts.accounts.ResetPassword;
import mercat.contracts.accounts.Role;
import mercat.contracts.accounts.SecretLinks.Purpose;
import mercat.contracts.accounts.SetRoles;
import mercat.contracts.accounts.SignIn;
import mercat.contracts.accounts.SignInWithSecondFactor;
import mercat.contracts.accounts.Tokens;
import mercat.contracts.accounts.VerifyEmail;
import mercat.contracts.log.StaffActed;
import mercat.platform.Actor;
import mercat.platform.FailureKind;
import mercat.testkit.LocalNode;
import mercat.testkit.TestDatabase;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecondFactorIT {
  private static final Credential WRONG = new Credential("000000");
  private static final SignInWithSecondFactor.Reply REFUSED =
      new SignInWithSecondFactor.Reply.Refused();
  private static final AtomicReference<Instant> NOW =
      new AtomicReference<>(Instant.parse("2026-11-29T02:00:00Z"));
  private static final String KEY_FILE = RunningAccounts.freshKeyFile().toString();

  @AutoClose
  static final RunningAccounts accounts =
      new RunningAccounts(TestDatabase.fresh(), NOW::get, Map.of("accounts.key-file", KEY_FILE));

  /** Somebody who has a second factor, and what they keep of it. */
  private record Armed(Person person, String secret, List<Credential> recoveryCodes) {
    /** The code that their authenticator shows. */
    Credential code() {
      return SecondFactorIT.code(secret);
    }
  }

  @Test
  void isAskedForFromItsConfirmationOn() {
    var person = accounts.signedIn();
    var secret = enrolled(person);
    assertThat(accounts.signIn(person.email())).as("before it is confirmed").isNotNull();
    assertThat(confirm(person, WRONG)).isEqualTo(new ConfirmSecondFactor.Reply.WrongCode());
    var armed = confirmed(person, secret);
    accounts.assertSignedOut(person.tokens());
    assertThat(accounts.account(person.email()).hasSecondFactor()).isTrue();
    assertThat(armed.recoveryCodes()).hasSize(SecondFactors.RECOVERY_CODES).doesNotHaveDuplicates();
    var ticket = ticket(person);
    assertThat(complete(ticket, WRONG)).isEqualTo(REFUSED);
    later();
    var tokens = signedIn(complete(ticket, armed.code()));
    assertThat(accounts.refresh(tokens)).isNotNull();
    later();
    assertThat(confirm(person, armed.code()))
        .as("there is nothing to confirm, and there are no other recovery codes")
        .isEqualTo(new ConfirmSecondFactor.Reply.NotEnrolled());
    assertThat(accounts.askAs(person.actor(), new EnrolSecondFactor(RunningAccounts.PASSWORD)))
        .isEqualTo(new EnrolSecondFactor.Reply.AlreadyThere());
  }

  @Test
  void isGivenToNobodyWithoutThePassword() {
    var person = accounts.signedIn();
    assertThat(accounts.askAs(person.actor(), new EnrolSecondFactor(WRONG)))
        .isEqualTo(new EnrolSecondFactor.Reply.WrongPassword());
    assertThat(confirm(person, WRONG)).isEqualTo(new ConfirmSecondFactor.Reply.NotEnrolled());
    for (var other : List.of(Actor.GUEST, RunningAccounts.ADMIN)) {
      assertFails(
          FailureKind.FORBIDDEN,
          () -> accounts.askAs(other, new EnrolSecondFactor(RunningAccounts.PASSWORD)));
      assertFails(
          FailureKind.FORBIDDEN, () -> accounts.askAs(other, new ConfirmSecondFactor(WRONG)));
    }
  }

  @Test
  void takesACodeOnce() {
    var armed = armed();
    var code = armed.code();
    assertThat(complete(ticket(armed.person()), code)).as("it confirmed").isEqualTo(REFUSED);
    later();
    var next = armed.code();
    var atOnce =
        Stream.generate(() -> new SignInWithSecondFactor(ticket(armed.person()), next))
            .limit(8)
            .toList();
    assertThat(accounts.askAll(atOnce))
        .filteredOn(SignInWithSecondFactor.Reply.SignedIn.class::isInstance)
        .hasSize(1);
  }

  @Test
  void takesARecoveryCodeOnceHoweverItIsWritten() {
    var armed = armed();
    var code = armed.recoveryCodes().getLast().value();
    var written = code.substring(0, 8).toLowerCase(Locale.ROOT) + "-" + code.substring(8) + " ";
    assertThat(complete(ticket(armed.person()), new Credential("A" + code))).isEqualTo(REFUSED);
    signedIn(complete(ticket(armed.person()), new Credential(written)));
    assertThat(complete(ticket(armed.person()), new Credential(code))).isEqualTo(REFUSED);
    assertThat(complete(ticket(armed()), armed.recoveryCodes().getFirst()))
        .as("somebody else's")
        .isEqualTo(REFUSED);
  }

  @Test
  void makesWaitWhoeverGuesses() {
    var armed = armed();
    later();
    guess(ticket(armed.person()), SecondFactorStore.WRONG_MAX);
    assertThat(complete(ticket(armed.person()), armed.code()))
        .isInstanceOfSatisfying(
            SignInWithSecondFactor.Reply.TooSoon.class,
            tooSoon -> assertThat(tooSoon.seconds()).isBetween(200L, 300L));
    assertThat(remove(armed, armed.code())).isInstanceOf(RemoveSecondFactor.Reply.TooSoon.class);
    signedIn(complete(ticket(armed.person()), armed.recoveryCodes().getFirst()));
    signedIn(complete(ticket(armed.person()), armed.code()));
    guess(ticket(armed.person()), SecondFactorStore.WRONG_MAX);
    change(armed, "second_factor set wrong_at = wrong_at - interval '5 min'");
    later();
    signedIn(complete(ticket(armed.person()), armed.code()));
  }

  @Test
  void countsWrongCodesInARow() {
    var armed = armed();
    for (int i = 0; i < 3; i++) {
      guess(ticket(armed.person()), SecondFactorStore.WRONG_MAX - 1);
      later();
      signedIn(complete(ticket(armed.person()), armed.code()));
    }
  }

  @Test
  void looksAtFiveCodesOfATicket() {
    var armed = armed();
    later();
    var ticket = ticket(armed.person());
    guess(ticket, SessionStore.TRIES_MAX);
    change(armed, "second_factor set wrong = 0");
    assertThat(complete(ticket, armed.code())).isEqualTo(REFUSED);
    signedIn(complete(ticket(armed.person()), armed.code()));
  }

  @Test
  void takesNoTicketThatIsNone() {
    var armed = armed();
    later();
    var used = ticket(armed.person());
    signedIn(complete(used, armed.code()));
    later();
    assertThat(complete(used, armed.code())).isEqualTo(REFUSED);
    var expired = ticket(armed.person());
    change(armed, "sign_in_ticket set expires_at = now()");
    var refresh = accounts.signedIn().tokens().refreshToken();
    for (var none : List.of(expired, refresh, new Credential("guess"))) {
      assertThat(complete(none, armed.code())).isEqualTo(REFUSED);
    }
    accounts.run(new SessionStore(accounts.schema())::forget);
    assertThat(
            accounts
                .database()
                .rows(
                    "select id from accounts.sign_in_ticket where account = '%s'"
                        .formatted(armed.person().id())))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void staysWhenThePasswordBecomesAnotherAndItsTicketsGo(boolean isForgotten) {
    var armed = armed();
    later();
    var person = armed.person();
    var before = ticket(person);
    if (isForgotten) {
      var link = accounts.link(person.email(), Purpose.VERIFY_EMAIL);
      assertThat(accounts.ask(new VerifyEmail(link))).isEqualTo(new VerifyEmail.Reply.Verified());
      resetPassword(person);
    } else {
      var change = new ChangePassword(RunningAccounts.PASSWORD, RunningAccounts.PASSWORD);
      assertThat(accounts.askAs(person.actor(), change))
          .isEqualTo(new ChangePassword.Reply.Changed());
    }
    assertThat(complete(before, armed.code())).isEqualTo(REFUSED);
    signedIn(complete(ticket(person), armed.code()));
  }

  @Test
  void goesWithThePasswordOfWhoeverDidNotReadTheMail() {
    var person = armed().person();
    resetPassword(person);
    assertThat(accounts.signIn(person.email())).isNotNull();
  }

  @Test
  void isRemovedByWhoeverKnowsBothFactors() {
    var armed = armed();
    later();
    var person = armed.person();
    var tokens = signedIn(complete(ticket(person), armed.code()));
    later();
    assertThat(remove(armed, WRONG)).isEqualTo(new RemoveSecondFactor.Reply.Refused());
    var unknowing = new RemoveSecondFactor(WRONG, armed.code());
    assertThat(accounts.askAs(person.actor(), unknowing))
        .isEqualTo(new RemoveSecondFactor.Reply.Refused());
    assertThat(remove(armed, armed.code())).isEqualTo(new RemoveSecondFactor.Reply.Removed());
    accounts.assertSignedOut(tokens);
    assertThat(accounts.signIn(person.email())).isNotNull();
    assertThat(remove(armed, armed.code())).isEqualTo(new RemoveSecondFactor.Reply.NoneThere());
  }

  @Test
  void isRemovedByTheStaffForOthersOnly() {
    var armed = armed();
    var person = armed.person();
    later();
    var tokens = signedIn(complete(ticket(person), armed.code()));
    var drop = new DropSecondFactor(person.id());
    for (var other : List.of(person.actor(), new Actor("token:noor", Set.of("support")))) {
      assertFails(FailureKind.FORBIDDEN, () -> accounts.askAs(other, drop));
    }
    var asStaff = new Actor(person.id().toString(), Set.of("customer", "accounts:write"));
    assertFails(FailureKind.FORBIDDEN, () -> accounts.askAs(asStaff, drop));
    assertThat(ticket(person)).isNotNull();
    for (int i = 0; i < 2; i++) {
      assertThat(accounts.askAs(RunningAccounts.ADMIN, drop))
          .isEqualTo(new DropSecondFactor.Reply.Dropped());
    }
    assertThat(accounts.staffActions("accounts"))
        .filteredOn(acted -> acted.entity().equals("account:" + person.id()))
        .extracting(StaffActed::operation)
        .as("once, for there was one")
        .containsExactly("dropSecondFactor");
    accounts.assertSignedOut(tokens);
    assertThat(accounts.signIn(person.email())).isNotNull();
    assertThat(accounts.askAs(RunningAccounts.ADMIN, new DropSecondFactor(UUID.randomUUID())))
        .isEqualTo(new DropSecondFactor.Reply.Unknown());
  }

  @Test
  void isWantedOfTheStaffWhereItIsRequired() throws ParseException {
    var settings = Map.of("accounts.key-file", KEY_FILE, "accounts.second-factor-required", "true");
    try (var strict = new RunningAccounts(accounts.database(), NOW::get, settings)) {
      var person = accounts.signedIn();
      var asSupport = new SetRoles(person.id(), Set.of(Role.SUPPORT));
      assertThat(accounts.askAs(RunningAccounts.ADMIN, asSupport)).isNotNull();
      assertThat(scope(accounts.signIn(person.email()))).contains("orders:read");
      var tokens = strict.signIn(person.email());
      assertThat(scope(tokens)).isEqualTo("customer");
      assertThat(scope(strict.refresh(tokens))).isEqualTo("customer");
      var armed = confirmed(person, enrolled(person));
      later();
      var ticket = ticket(person);
      var full = signedIn(strict.ask(new SignInWithSecondFactor(ticket, armed.code())));
      assertThat(scope(full)).contains("orders:read");
      assertThat(scope(strict.refresh(full))).contains("orders:read");
    }
  }

  @Test
  void isKeptSoThatTheDatabaseAloneTellsNothing() {
    var armed = armed();
    var rows =
        accounts
            .database()
            .rows(
                "select encode(secret, 'escape') || recovery::text from accounts.second_factor"
                    + " where account = '%s'".formatted(armed.person().id()));
    assertThat(rows)
        .singleElement()
        .asString()
        .doesNotContain(armed.secret())
        .doesNotContain(armed.recoveryCodes().getFirst().value());
  }

  private static Armed armed() {
    var person = accounts.signedIn();
    return confirmed(person, enrolled(person));
  }

  private static String enrolled(Person person) {
    var reply = accounts.askAs(person.actor(), new EnrolSecondFactor(RunningAccounts.PASSWORD));
    return ((EnrolSecondFactor.Reply.Enrolled) reply).secret().value();
  }

  private static ConfirmSecondFactor.Reply confirm(Person person, Credential code) {
    return accounts.askAs(person.actor(), new ConfirmSecondFactor(code));
  }

  private static Armed confirmed(Person person, String secret) {
    var reply = confirm(person, code(secret));
    return new Armed(person, secret, ((ConfirmSecondFactor.Reply.Confirmed) reply).recoveryCodes());
  }

  private static RemoveSecondFactor.Reply remove(Armed armed, Credential code) {
    return accounts.askAs(
        armed.person().actor(), new RemoveSecondFactor(RunningAccounts.PASSWORD, code));
  }

  private static void resetPassword(Person person) {
    assertThat(accounts.ask(new RequestPasswordReset(person.email()))).isNotNull();
    LocalNode.eventually(
        () -> assertThat(accounts.link(person.email(), Purpose.RESET_PASSWORD)).isNotNull());
    var link = accounts.link(person.email(), Purpose.RESET_PASSWORD);
    assertThat(accounts.ask(new ResetPassword(link, RunningAccounts.PASSWORD)))
        .isEqualTo(new ResetPassword.Reply.Changed());
  }

  private static Credential ticket(Armed armed) {
    return ticket(armed.person());
  }

  private static Credential ticket(Person person) {
    var reply = accounts.ask(new SignIn(person.email(), RunningAccounts.PASSWORD));
    return ((SignIn.Reply.SecondFactorNeeded) reply).ticket();
  }

  private static SignInWithSecondFactor.Reply complete(Credential ticket, Credential code) {
    return accounts.ask(new SignInWithSecondFactor(ticket, code));
  }

  private static void guess(Credential ticket, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(complete(ticket, WRONG)).isEqualTo(REFUSED);
    }
  }

  @CanIgnoreReturnValue
  private static Tokens signedIn(SignInWithSecondFactor.Reply reply) {
    return ((SignInWithSecondFactor.Reply.SignedIn) reply).tokens();
  }

  private static void change(Armed armed, String update) {
    accounts
        .database()
        .change("update accounts.%s where account = '%s'".formatted(update, armed.person().id()));
  }

  /** Lets the authenticator show its next code. */
  private static void later() {
    NOW.updateAndGet(now -> now.plus(TimedCodes.STEP));
  }

  private static Credential code(String secret) {
    return new Credential(code(secret, NOW.get()));
  }

  /** What an authenticator with this secret shows at some time. */
  static String code(String secret, Instant at) {
    try {
      var key = new OtpKey().setKey(secret).getKeyBytes();
      long step = at.getEpochSecond() / Duration.ofSeconds(30).toSeconds();
      return OneTimePasswordAlgorithm.generateOTP(key, step, 6, false, -1);
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }

  private static String scope(Tokens tokens) throws ParseException {
    return SignedJWT.parse(tokens.accessToken().value()).getJWTClaimsSet().getStringClaim("scope");
  }
}
