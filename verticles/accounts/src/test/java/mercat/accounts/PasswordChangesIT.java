package mercat.accounts;

import static mercat.testkit.LocalNode.assertFails;
import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import mercat.contracts.accounts.AccountRegistered;
import mercat.contracts.accounts.ChangePassword;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.Email;
import mercat.contracts.accounts.PasswordChanged;
import mercat.contracts.accounts.PasswordResetRequested;
import mercat.contracts.accounts.RequestPasswordReset;
import mercat.contracts.accounts.ResetPassword;
import mercat.contracts.accounts.SecretLinks.Purpose;
import mercat.contracts.accounts.SignIn;
import mercat.platform.Actor;
import mercat.platform.FailureKind;
import mercat.platform.config.KeyFile;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class PasswordChangesIT {
  private static final Credential NEW = new Credential("another password of mine");
  private static final ResetPassword.Reply RESET = new ResetPassword.Reply.Changed();
  private static final ResetPassword.Reply UNKNOWN = new ResetPassword.Reply.UnknownToken();

  @AutoClose static final RunningAccounts accounts = new RunningAccounts();

  @Test
  void changesThePasswordOfWhoeverKnowsIt() {
    var person = accounts.signedIn();
    assertThat(accounts.askAs(person.actor(), new ChangePassword(RunningAccounts.PASSWORD, NEW)))
        .isEqualTo(new ChangePassword.Reply.Changed());
    accounts.assertSignedOut(person.tokens());
    assertSignsInBy(person.email(), NEW);
    assertThat(accounts.announced("accounts", person.id()))
        .contains(new PasswordChanged(person.id()));
  }

  @Test
  void changesNothingForWhoeverDoesNotKnowIt() {
    var person = accounts.signedIn();
    assertThat(accounts.askAs(person.actor(), new ChangePassword(NEW, NEW)))
        .isEqualTo(new ChangePassword.Reply.WrongPassword());
    assertFails(
        FailureKind.FORBIDDEN,
        () -> accounts.askAs(Actor.GUEST, new ChangePassword(RunningAccounts.PASSWORD, NEW)));
    assertFails(
        FailureKind.FORBIDDEN,
        () ->
            accounts.askAs(
                RunningAccounts.ADMIN, new ChangePassword(RunningAccounts.PASSWORD, NEW)));
    assertThat(accounts.refresh(person.tokens())).isNotNull();
  }

  @Test
  void refusesANewPasswordThatIsEasyToGuess() {
    var person = accounts.signedIn();
    for (var weak : List.of("password1", person.email().value())) {
      assertFails(
          FailureKind.INVALID,
          () ->
              accounts.askAs(
                  person.actor(),
                  new ChangePassword(RunningAccounts.PASSWORD, new Credential(weak))));
    }
    assertSignsInBy(person.email(), RunningAccounts.PASSWORD);
  }

  @Test
  void setsAForgottenPasswordOnceByTheLinkThatWasSent() {
    var person = accounts.signedIn();
    var token = resetLink(person.email());
    assertThat(accounts.ask(new ResetPassword(token, NEW))).isEqualTo(RESET);
    accounts.assertSignedOut(person.tokens());
    assertSignsInBy(person.email(), NEW);
    assertThat(accounts.account(person.email()).emailVerified()).isTrue();
    assertThat(accounts.ask(new ResetPassword(token, RunningAccounts.PASSWORD))).isEqualTo(UNKNOWN);
    assertSignsInBy(person.email(), NEW);
  }

  @Test
  void keepsTheLinkWhenTheNewPasswordIsRefused() {
    var email = accounts.registered();
    var token = resetLink(email);
    assertFails(
        FailureKind.INVALID,
        () -> accounts.ask(new ResetPassword(token, new Credential("password1"))));
    assertThat(accounts.ask(new ResetPassword(token, NEW))).isEqualTo(RESET);
  }

  @Test
  void setsNothingByAnyOtherToken() {
    var email = accounts.registered();
    var first = resetLink(email);
    var latest = resetLink(email, first);
    assertThat(accounts.ask(new ResetPassword(first, NEW))).as("replaced").isEqualTo(UNKNOWN);
    assertThat(accounts.ask(new ResetPassword(accounts.link(email, Purpose.VERIFY_EMAIL), NEW)))
        .as("of another purpose")
        .isEqualTo(UNKNOWN);
    for (var wrong : Set.of("", "guess", latest.value().replace('.', '-'), latest.value() + "A")) {
      assertThat(accounts.ask(new ResetPassword(new Credential(wrong), NEW))).isEqualTo(UNKNOWN);
    }
    accounts
        .database()
        .change(
            "update accounts.secret_link set expires_at = now() where account = '%s'"
                .formatted(accounts.account(email).id()));
    assertThat(accounts.ask(new ResetPassword(latest, NEW))).as("expired").isEqualTo(UNKNOWN);
    assertSignsInBy(email, RunningAccounts.PASSWORD);
  }

  @Test
  void answersTheSameWhereThereIsNoAccount() {
    assertThat(accounts.ask(new RequestPasswordReset(RunningAccounts.freshEmail())))
        .isEqualTo(accounts.ask(new RequestPasswordReset(accounts.registered())));
  }

  @Test
  void announcesEachLinkThatIsMade() {
    var email = accounts.registered();
    var id = accounts.account(email).id();
    var first = resetLink(email);
    var unused = resetLink(email, first);
    assertThat(accounts.announced("accounts", id))
        .containsExactly(
            new AccountRegistered(id),
            new PasswordResetRequested(id),
            new PasswordResetRequested(id));
  }

  @Test
  void forgetsLinksThatHaveExpired() {
    var email = accounts.registered();
    var rows =
        "select id from accounts.secret_link where account = '%s'"
            .formatted(accounts.account(email).id());
    var links =
        new LinkStore(
            accounts.schema(), new KeyedTokens("", new KeyFile("accounts", new byte[32])), false);
    accounts.run(links::forget);
    assertThat(accounts.database().rows(rows)).isNotEmpty();
    accounts
        .database()
        .change(
            "update accounts.secret_link set expires_at = now() where account = '%s'"
                .formatted(accounts.account(email).id()));
    accounts.run(links::forget);
    assertThat(accounts.database().rows(rows)).isEmpty();
  }

  private static Credential resetLink(Email email) {
    return resetLink(email, new Credential(""));
  }

  /** A link of its own: the answer comes before it is made. */
  private static Credential resetLink(Email email, Credential before) {
    assertThat(accounts.ask(new RequestPasswordReset(new Email(email.normal()))))
        .isEqualTo(new RequestPasswordReset.Accepted());
    eventually(() -> assertThat(accounts.link(email, Purpose.RESET_PASSWORD)).isNotEqualTo(before));
    return accounts.link(email, Purpose.RESET_PASSWORD);
  }

  private static void assertSignsInBy(Email email, Credential password) {
    assertThat(accounts.ask(new SignIn(email, password))).isInstanceOf(SignIn.Reply.SignedIn.class);
  }
}
