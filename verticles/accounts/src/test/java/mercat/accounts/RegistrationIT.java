package mercat.accounts;

import static mercat.accounts.RunningAccounts.ADMIN;
import static mercat.accounts.RunningAccounts.PASSWORD;
import static mercat.accounts.RunningAccounts.freshEmail;
import static mercat.testkit.LocalNode.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.accounts.AccountRegistered;
import mercat.contracts.accounts.AddAccount;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.Email;
import mercat.contracts.accounts.EmailVerified;
import mercat.contracts.accounts.ReadRecipient;
import mercat.contracts.accounts.Register;
import mercat.contracts.accounts.RegisteredAgain;
import mercat.contracts.accounts.Role;
import mercat.contracts.accounts.RolesChanged;
import mercat.contracts.accounts.SecretLinks;
import mercat.contracts.accounts.SecretLinks.Purpose;
import mercat.contracts.accounts.SignIn;
import mercat.contracts.accounts.VerifyEmail;
import mercat.platform.Actor;
import mercat.platform.FailureKind;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class RegistrationIT {
  private static final VerifyEmail.Reply VERIFIED = new VerifyEmail.Reply.Verified();
  private static final VerifyEmail.Reply UNKNOWN = new VerifyEmail.Reply.UnknownToken();

  @AutoClose static final RunningAccounts accounts = new RunningAccounts();

  @Test
  void makesAnAccountOfACustomer() {
    var email = accounts.registered();
    var account = accounts.account(email);
    assertThat(account.email()).isEqualTo(email);
    assertThat(account.emailVerified()).isFalse();
    assertThat(account.roles()).containsExactly(Role.CUSTOMER);
    assertThat(accounts.announced("accounts", account.id()))
        .containsExactly(new AccountRegistered(account.id()));
  }

  @Test
  void answersAndWorksTheSameForAKnownAddress() {
    var email = accounts.registered();
    var before = accounts.account(email);
    double hashes = accounts.hashes();
    var again = new Email(" " + email.value().toUpperCase(Locale.ROOT) + " ");
    var other = new Register(again, "Mallory", new Credential("another password of mine"));
    assertThat(accounts.ask(other)).isEqualTo(new Register.Accepted());
    assertThat(accounts.hashes()).isEqualTo(hashes + 1);
    assertThat(accounts.account(email)).isEqualTo(before);
    assertThat(accounts.ask(new SignIn(email, other.password())))
        .isEqualTo(new SignIn.Reply.Refused());
    assertThat(accounts.link(email, Purpose.RESET_PASSWORD)).isNotNull();
    assertThat(accounts.announced("accounts", before.id()))
        .containsExactly(new AccountRegistered(before.id()), new RegisteredAgain(before.id()));
  }

  /**
   * One keyboard sends a letter and its mark apart, another as one; to people it is one address.
   */
  @Test
  void knowsAnAddressHoweverItsLettersArePutTogether() {
    var rest = UUID.randomUUID() + "@example.org";
    var password = new Credential("another password of mine");
    assertThat(accounts.ask(new Register(new Email("zoe\u0308" + rest), "Zoe", password)))
        .isEqualTo(new Register.Accepted());
    assertThat(accounts.ask(new SignIn(new Email("zo\u00eb" + rest), password)))
        .isInstanceOf(SignIn.Reply.SignedIn.class);
  }

  @Test
  void verifiesAnAddressByTheLinkThatWasSentThere() {
    var email = accounts.registered();
    var id = accounts.account(email).id();
    var token = accounts.link(email, Purpose.VERIFY_EMAIL);
    assertThat(accounts.ask(new VerifyEmail(token))).isEqualTo(VERIFIED);
    assertThat(accounts.ask(new VerifyEmail(token))).as("a repeat").isEqualTo(VERIFIED);
    assertThat(accounts.account(email).emailVerified()).isTrue();
    assertThat(accounts.announced("accounts", id))
        .containsExactly(new AccountRegistered(id), new EmailVerified(id));
  }

  @Test
  void verifiesNothingByAnyOtherToken() {
    var email = accounts.registered();
    var token = accounts.link(email, Purpose.VERIFY_EMAIL).value();
    var ofAnotherId = UUID.randomUUID() + token.substring(token.indexOf('.'));
    var reset = accounts.registered();
    assertThat(accounts.registered(reset)).as("for the second time").isEqualTo(reset);
    var ofAnotherPurpose = accounts.link(reset, Purpose.RESET_PASSWORD).value();
    accounts.expireLinks(email);
    for (var wrong : new String[] {"", ".", token, token + "x", ofAnotherId, ofAnotherPurpose}) {
      assertThat(accounts.ask(new VerifyEmail(new Credential(wrong)))).as(wrong).isEqualTo(UNKNOWN);
    }
    assertThat(accounts.account(email).emailVerified()).isFalse();
  }

  @Test
  void addsWhomStaffVouchesFor() {
    var email = freshEmail();
    var roles = Set.of(Role.CUSTOMER, Role.ADMIN);
    var added = add(ADMIN, email, Role.ADMIN);
    var account = accounts.account(email);
    var id = account.id();
    assertThat(added).isEqualTo(new AddAccount.Reply.Added(account));
    assertThat(account.emailVerified()).isTrue();
    assertThat(account.roles()).isEqualTo(roles);
    assertThat(accounts.signIn(email)).isNotNull();
    assertThat(accounts.announced("accounts", id))
        .containsExactly(
            new AccountRegistered(id), new EmailVerified(id), new RolesChanged(id, roles));
    assertThat(add(ADMIN, email, Role.SUPPORT)).isEqualTo(new AddAccount.Reply.EmailTaken());
    assertThat(accounts.account(email)).isEqualTo(account);
  }

  @Test
  void addsNobodyForWhoeverMayNot() {
    double hashes = accounts.hashes();
    for (var other :
        List.of(Actor.GUEST, accounts.signedIn().actor(), new Actor("noor", Set.of("support")))) {
      assertFails(FailureKind.FORBIDDEN, () -> add(other, freshEmail()));
    }
    assertThat(accounts.hashes()).as("but for whoever signed in").isEqualTo(hashes + 2);
  }

  private static AddAccount.Reply add(Actor actor, Email email, Role... roles) {
    return accounts.askAs(actor, new AddAccount(email, "Ada", PASSWORD, Set.of(roles)));
  }

  @Test
  void keepsNoPasswordAndNoTokenOfALink() {
    var email = accounts.registered();
    var token = accounts.link(email, Purpose.VERIFY_EMAIL).value();
    assertThat(accounts.rows("select t::text from accounts.account t"))
        .noneMatch(row -> row.contains(PASSWORD.value()))
        .allMatch(row -> row.contains("$argon2id$v=19$"));
    assertThat(accounts.rows("select t::text from accounts.secret_link t"))
        .noneMatch(row -> row.contains(token.substring(token.indexOf('.') + 1)));
  }

  @Test
  void tellsMercatAloneWhomToWriteTo() {
    var email = accounts.registered();
    var id = accounts.account(email).id();
    var asked = new ReadRecipient(id, Purpose.VERIFY_EMAIL);
    var withoutLink = new ReadRecipient.Reply.Found(email, "Ada Lovelace", false, null);
    assertThat(accounts.askAs(Actor.SYSTEM, asked))
        .isEqualTo(
            new ReadRecipient.Reply.Found(
                email, "Ada Lovelace", false, accounts.link(email, Purpose.VERIFY_EMAIL)));
    assertThat(accounts.askAs(Actor.SYSTEM, new ReadRecipient(id, Purpose.RESET_PASSWORD)))
        .as("no such link")
        .isEqualTo(withoutLink);
    assertThat(accounts.askAs(Actor.SYSTEM, new ReadRecipient(id, null))).isEqualTo(withoutLink);
    assertThat(accounts.askAs(Actor.SYSTEM, new ReadRecipient(UUID.randomUUID(), null)))
        .isEqualTo(new ReadRecipient.Reply.Unknown());
    for (var other : List.of(Actor.GUEST, ADMIN, new Actor("system", Set.of("x")))) {
      accounts.assertRefused(other, asked);
    }
  }

  @Test
  void tellsTheMailerOfNoLinkThatHasExpired() {
    var email = accounts.registered();
    var id = accounts.account(email).id();
    accounts.expireLinks(email);
    assertThat(accounts.askAs(Actor.SYSTEM, new ReadRecipient(id, Purpose.VERIFY_EMAIL)))
        .isEqualTo(new ReadRecipient.Reply.Found(email, "Ada Lovelace", false, null));
  }

  @Test
  void showsLinksToNobodyButOperators() {
    accounts.assertRefused(ADMIN, new SecretLinks());
    accounts.assertRefused(Actor.GUEST, new SecretLinks());
    assertThat(accounts.askAs(Actor.SYSTEM, new SecretLinks()).toString())
        .doesNotContain(accounts.link(accounts.registered(), Purpose.VERIFY_EMAIL).value());
  }
}
