package mercat.accounts;

import static mercat.accounts.RunningAccounts.ADMIN;
import static mercat.accounts.RunningAccounts.PASSWORD;
import static mercat.accounts.RunningAccounts.freshKeyFile;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import mercat.accounts.RunningAccounts.Armed;
import mercat.accounts.RunningAccounts.Person;
import mercat.contracts.accounts.ChangePassword;
import mercat.contracts.accounts.ConfirmSecondFactor;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.DropSecondFactor;
import mercat.contracts.accounts.EnrolSecondFactor;
import mercat.contracts.accounts.RemoveSecondFactor;
import mercat.contracts.accounts.ResetPassword;
import mercat.contracts.accounts.Role;
import mercat.contracts.accounts.SignInWithSecondFactor;
import mercat.contracts.accounts.Tokens;
import mercat.contracts.log.StaffActed;
import mercat.platform.Actor;
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
  private static final String KEY_FILE = freshKeyFile().toString();

  @AutoClose
  static final RunningAccounts accounts =
      new RunningAccounts(TestDatabase.fresh(), NOW::get, Map.of("accounts.key-file", KEY_FILE));

  @Test
  void isAskedForFromItsConfirmationOn() {
    var person = accounts.signedIn();
    var secret = accounts.enrolled(person);
    assertThat(accounts.signIn(person.email())).as("before it is confirmed").isNotNull();
    assertThat(confirm(person, WRONG)).isEqualTo(new ConfirmSecondFactor.Reply.WrongCode());
    var armed = accounts.confirmed(person, secret);
    accounts.assertSignedOut(person.tokens());
    assertThat(accounts.account(person.email()).hasSecondFactor()).isTrue();
    assertThat(armed.recoveryCodes()).hasSize(SecondFactors.RECOVERY_CODES).doesNotHaveDuplicates();
    var ticket = accounts.ticket(person);
    assertThat(complete(ticket, WRONG)).isEqualTo(REFUSED);
    later();
    var tokens = signedIn(complete(ticket, code(armed)));
    assertThat(accounts.refresh(tokens)).isNotNull();
    later();
    assertThat(confirm(person, code(armed)))
        .as("there is nothing to confirm, and there are no other recovery codes")
        .isEqualTo(new ConfirmSecondFactor.Reply.NotEnrolled());
    assertThat(accounts.askAs(person.actor(), new EnrolSecondFactor(PASSWORD)))
        .isEqualTo(new EnrolSecondFactor.Reply.AlreadyThere());
  }

  @Test
  void isGivenToNobodyWithoutThePassword() {
    var person = accounts.signedIn();
    assertThat(accounts.askAs(person.actor(), new EnrolSecondFactor(WRONG)))
        .isEqualTo(new EnrolSecondFactor.Reply.WrongPassword());
    assertThat(confirm(person, WRONG)).isEqualTo(new ConfirmSecondFactor.Reply.NotEnrolled());
    for (var other : List.of(Actor.GUEST, ADMIN)) {
      accounts.assertRefused(other, new EnrolSecondFactor(PASSWORD));
      accounts.assertRefused(other, new ConfirmSecondFactor(WRONG));
    }
  }

  @Test
  void takesACodeOnce() {
    var armed = armed();
    var code = code(armed);
    assertThat(complete(ticket(armed), code)).as("it confirmed").isEqualTo(REFUSED);
    later();
    var next = code(armed);
    var atOnce =
        Stream.generate(() -> new SignInWithSecondFactor(ticket(armed), next)).limit(8).toList();
    assertThat(accounts.askAll(atOnce))
        .filteredOn(SignInWithSecondFactor.Reply.SignedIn.class::isInstance)
        .hasSize(1);
  }

  @Test
  void takesARecoveryCodeOnceHoweverItIsWritten() {
    var armed = armed();
    var code = armed.recoveryCodes().getLast().value();
    var written = code.substring(0, 8).toLowerCase(Locale.ROOT) + "-" + code.substring(8) + " ";
    assertThat(complete(ticket(armed), new Credential("A" + code))).isEqualTo(REFUSED);
    signedIn(complete(ticket(armed), new Credential(written)));
    assertThat(complete(ticket(armed), new Credential(code))).isEqualTo(REFUSED);
    assertThat(complete(ticket(armed()), armed.recoveryCodes().getFirst()))
        .as("somebody else's")
        .isEqualTo(REFUSED);
  }

  @Test
  void makesWaitWhoeverGuesses() {
    var armed = armed();
    later();
    guess(ticket(armed), SecondFactorStore.WRONG_MAX);
    var tooSoon = (SignInWithSecondFactor.Reply.TooSoon) complete(ticket(armed), code(armed));
    assertThat(tooSoon.seconds()).isBetween(200L, 300L);
    assertThat(remove(armed, code(armed))).isInstanceOf(RemoveSecondFactor.Reply.TooSoon.class);
    signedIn(complete(ticket(armed), armed.recoveryCodes().getFirst()));
    signedIn(complete(ticket(armed), code(armed)));
    guess(ticket(armed), SecondFactorStore.WRONG_MAX);
    change(armed, "second_factor set wrong_at = wrong_at - interval '5 min'");
    later();
    signedIn(complete(ticket(armed), code(armed)));
  }

  @Test
  void countsWrongCodesInARow() {
    var armed = armed();
    for (int i = 0; i < 3; i++) {
      guess(ticket(armed), SecondFactorStore.WRONG_MAX - 1);
      later();
      signedIn(complete(ticket(armed), code(armed)));
    }
  }

  @Test
  void looksAtFiveCodesOfATicket() {
    var armed = armed();
    later();
    var ticket = ticket(armed);
    guess(ticket, SessionStore.TRIES_MAX);
    change(armed, "second_factor set wrong = 0");
    assertThat(complete(ticket, code(armed))).isEqualTo(REFUSED);
    signedIn(complete(ticket(armed), code(armed)));
  }

  @Test
  void takesNoTicketThatIsNone() {
    var armed = armed();
    later();
    var used = ticket(armed);
    signedIn(complete(used, code(armed)));
    later();
    assertThat(complete(used, code(armed))).isEqualTo(REFUSED);
    var expired = ticket(armed);
    change(armed, "sign_in_ticket set expires_at = now()");
    var refresh = accounts.signedIn().tokens().refreshToken();
    for (var none : List.of(expired, refresh, new Credential("guess"))) {
      assertThat(complete(none, code(armed))).isEqualTo(REFUSED);
    }
    accounts.run(new SessionStore(accounts.schema())::forget);
    assertThat(
            accounts.rows(
                "select id from accounts.sign_in_ticket where account = '%s'", armed.person().id()))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void staysWhenThePasswordBecomesAnotherAndItsTicketsGo(boolean isForgotten) {
    var armed = armed();
    later();
    var person = armed.person();
    var before = accounts.ticket(person);
    if (isForgotten) {
      accounts.verified(person.email());
      resetPassword(person);
    } else {
      var change = new ChangePassword(PASSWORD, PASSWORD);
      assertThat(accounts.askAs(person.actor(), change))
          .isEqualTo(new ChangePassword.Reply.Changed());
    }
    assertThat(complete(before, code(armed))).isEqualTo(REFUSED);
    signedIn(complete(accounts.ticket(person), code(armed)));
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
    var tokens = signedIn(complete(accounts.ticket(person), code(armed)));
    later();
    assertThat(remove(armed, WRONG)).isEqualTo(new RemoveSecondFactor.Reply.Refused());
    var unknowing = new RemoveSecondFactor(WRONG, code(armed));
    assertThat(accounts.askAs(person.actor(), unknowing))
        .isEqualTo(new RemoveSecondFactor.Reply.Refused());
    assertThat(remove(armed, code(armed))).isEqualTo(new RemoveSecondFactor.Reply.Removed());
    accounts.assertSignedOut(tokens);
    assertThat(accounts.signIn(person.email())).isNotNull();
    assertThat(remove(armed, code(armed))).isEqualTo(new RemoveSecondFactor.Reply.NoneThere());
  }

  @Test
  void isRemovedByTheStaffForOthersOnly() {
    var armed = armed();
    var person = armed.person();
    later();
    var tokens = signedIn(complete(accounts.ticket(person), code(armed)));
    var drop = new DropSecondFactor(person.id());
    for (var other : List.of(person.actor(), new Actor("token:noor", Set.of("support")))) {
      accounts.assertRefused(other, drop);
    }
    var asStaff = new Actor(person.id().toString(), Set.of("customer", "accounts:write"));
    accounts.assertRefused(asStaff, drop);
    assertThat(accounts.ticket(person)).isNotNull();
    for (int i = 0; i < 2; i++) {
      assertThat(accounts.askAs(ADMIN, drop)).isEqualTo(new DropSecondFactor.Reply.Dropped());
    }
    assertThat(accounts.staffActions("accounts", "account:" + person.id()))
        .extracting(StaffActed::operation)
        .as("once, for there was one")
        .containsExactly("dropSecondFactor");
    accounts.assertSignedOut(tokens);
    assertThat(accounts.signIn(person.email())).isNotNull();
    assertThat(accounts.askAs(ADMIN, new DropSecondFactor(UUID.randomUUID())))
        .isEqualTo(new DropSecondFactor.Reply.Unknown());
  }

  @Test
  void isWantedOfTheStaffWhereItIsRequired() throws ParseException {
    var settings = Map.of("accounts.key-file", KEY_FILE, "accounts.second-factor-required", "true");
    try (var strict = new RunningAccounts(accounts.database(), NOW::get, settings)) {
      var person = accounts.signedIn();
      accounts.becomes(person.id(), Role.SUPPORT);
      assertThat(scope(accounts.signIn(person.email()))).contains("orders:read");
      var tokens = strict.signIn(person.email());
      assertThat(scope(tokens)).isEqualTo("customer");
      assertThat(scope(strict.refresh(tokens))).isEqualTo("customer");
      var armed = accounts.armed(person);
      later();
      var ticket = accounts.ticket(person);
      var full = signedIn(strict.ask(new SignInWithSecondFactor(ticket, code(armed))));
      assertThat(scope(full)).contains("orders:read");
      assertThat(scope(strict.refresh(full))).contains("orders:read");
    }
  }

  @Test
  void isKeptSoThatTheDatabaseAloneTellsNothing() {
    var armed = armed();
    var rows =
        accounts.rows(
            "select encode(secret, 'escape') || recovery::text from accounts.second_factor"
                + " where account = '%s'",
            armed.person().id());
    assertThat(rows)
        .singleElement()
        .asString()
        .doesNotContain(armed.secret())
        .doesNotContain(armed.recoveryCodes().getFirst().value());
  }

  private static Armed armed() {
    return accounts.armed(accounts.signedIn());
  }

  private static ConfirmSecondFactor.Reply confirm(Person person, Credential code) {
    return accounts.askAs(person.actor(), new ConfirmSecondFactor(code));
  }

  private static RemoveSecondFactor.Reply remove(Armed armed, Credential code) {
    return accounts.askAs(armed.person().actor(), new RemoveSecondFactor(PASSWORD, code));
  }

  private static void resetPassword(Person person) {
    var link = accounts.resetLink(person.email());
    assertThat(accounts.ask(new ResetPassword(link, PASSWORD)))
        .isEqualTo(new ResetPassword.Reply.Changed());
  }

  private static Credential ticket(Armed armed) {
    return accounts.ticket(armed.person());
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
    accounts.change("update accounts.%s where account = '%s'", update, armed.person().id());
  }

  /** Lets the authenticator show its next code. */
  private static void later() {
    NOW.updateAndGet(now -> now.plus(TimedCodes.STEP));
  }

  /** What somebody's authenticator shows now. */
  private static Credential code(Armed armed) {
    return armed.code(NOW.get());
  }

  private static String scope(Tokens tokens) throws ParseException {
    return SignedJWT.parse(tokens.accessToken().value()).getJWTClaimsSet().getStringClaim("scope");
  }
}
