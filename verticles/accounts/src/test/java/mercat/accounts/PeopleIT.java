package mercat.accounts;

import static mercat.accounts.OAuthAsker.session;
import static mercat.accounts.RunningAccounts.ADMIN;
import static mercat.accounts.RunningAccounts.PASSWORD;
import static mercat.accounts.RunningAccounts.freshEmail;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import mercat.accounts.RunningAccounts.Person;
import mercat.contracts.Address;
import mercat.contracts.Request;
import mercat.contracts.accounts.Account.SavedAddress;
import mercat.contracts.accounts.AccountErased;
import mercat.contracts.accounts.AddAccount;
import mercat.contracts.accounts.ChangeAccount;
import mercat.contracts.accounts.ChangePassword;
import mercat.contracts.accounts.ConfirmSecondFactor;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.EnrolSecondFactor;
import mercat.contracts.accounts.EraseAccount;
import mercat.contracts.accounts.FindAccount;
import mercat.contracts.accounts.ListSessions;
import mercat.contracts.accounts.PutAddress;
import mercat.contracts.accounts.ReadAccount;
import mercat.contracts.accounts.RemoveAddress;
import mercat.contracts.accounts.RemoveSecondFactor;
import mercat.contracts.accounts.Role;
import mercat.contracts.accounts.RolesChanged;
import mercat.contracts.accounts.SessionsRevoked;
import mercat.contracts.accounts.SetRoles;
import mercat.contracts.accounts.SignOut;
import mercat.platform.Actor;
import mercat.testkit.Fresh;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PeopleIT {
  private static final Actor SUPPORT = new Actor("token:noor", Set.of("support"));
  private static final Address HOME =
      new Address("Ada Lovelace", "12 St James's Square", "", "London", "", "SW1Y 4JH", "GB");
  private static final Address WORK =
      new Address("Ada Lovelace", "1 Dorset Street", "", "London", "", "W1U 4EG", "GB");
  private static final PutAddress.Reply SAVED = new PutAddress.Reply.Saved();
  private static final ReadAccount.Reply UNKNOWN = new ReadAccount.Reply.Unknown();

  @AutoClose static final RunningAccounts accounts = new RunningAccounts();

  @Test
  void areReadByThemselvesAndByTheStaffWhoMay() {
    var person = accounts.signedIn();
    var found = new ReadAccount.Reply.Found(person.account());
    assertThat(read(person.actor(), person)).isEqualTo(found);
    assertThat(read(SUPPORT, person)).isEqualTo(found);
    assertThat(accounts.askAs(SUPPORT, new FindAccount(person.email())))
        .isEqualTo(new FindAccount.Reply.Found(person.account()));
    assertThat(accounts.askAs(SUPPORT, new FindAccount(freshEmail())))
        .isEqualTo(new FindAccount.Reply.Unknown());
  }

  @Test
  void areUnknownToEverybodyElse() {
    var person = accounts.signedIn();
    var others =
        List.of(
            Actor.GUEST,
            accounts.signedIn().actor(),
            new Actor("noor", Set.of("catalog")),
            new Actor(person.id().toString(), Set.of("orders:read")));
    for (var other : others) {
      assertThat(read(other, person)).isEqualTo(UNKNOWN);
      assertThat(accounts.askAs(other, new EraseAccount(person.id())))
          .isEqualTo(new EraseAccount.Reply.Unknown());
      accounts.assertRefused(other, new FindAccount(person.email()));
      accounts.assertRefused(other, new SetRoles(person.id(), Set.of(Role.ADMIN)));
    }
    assertThat(read(person.actor(), person))
        .isEqualTo(new ReadAccount.Reply.Found(person.account()));
  }

  static Stream<Request<?>> ofOnesOwn() {
    var id = UUID.randomUUID();
    var password = PASSWORD;
    return Stream.of(
        new ChangeAccount("Ada"),
        new PutAddress(id, HOME, true),
        new RemoveAddress(id),
        new ListSessions(),
        new SignOut(id),
        new ChangePassword(password, password),
        new EnrolSecondFactor(password),
        new ConfirmSecondFactor(new Credential("000000")),
        new RemoveSecondFactor(password, new Credential("000000")));
  }

  @ParameterizedTest
  @MethodSource("ofOnesOwn")
  void haveNothingOfTheirOwnWithoutAnAccount(Request<?> request) {
    accounts.assertOnlyForCustomers(request);
  }

  @Test
  void changeWhatTheyAreCalled() {
    var person = accounts.signedIn();
    var reply = accounts.askAs(person.actor(), new ChangeAccount(" Ada King "));
    assertThat(((ChangeAccount.Reply.Changed) reply).account().name()).isEqualTo("Ada King");
  }

  @Test
  void keepAddressesChangeAndRemoveThem() {
    var person = accounts.signedIn();
    var home = UUID.randomUUID();
    var work = UUID.randomUUID();
    assertThat(put(person, home, HOME, true)).isEqualTo(SAVED);
    assertThat(put(person, home, HOME, true)).as("a repeat").isEqualTo(SAVED);
    assertThat(put(person, work, HOME, true)).isEqualTo(SAVED);
    assertThat(put(person, work, WORK, false)).isEqualTo(SAVED);
    assertThat(addresses(person))
        .containsExactly(new SavedAddress(home, HOME), new SavedAddress(work, WORK));
    assertThat(accounts.askAs(person.actor(), new RemoveAddress(home)))
        .isEqualTo(new RemoveAddress.Reply.Removed());
    assertThat(accounts.askAs(person.actor(), new RemoveAddress(home)))
        .isEqualTo(new RemoveAddress.Reply.Unknown());
    assertThat(addresses(person)).containsExactly(new SavedAddress(work, WORK));
  }

  @Test
  void doNotTouchTheAddressesOfOthers() {
    var person = accounts.signedIn();
    var mallory = accounts.signedIn();
    var home = UUID.randomUUID();
    assertThat(put(person, home, HOME, true)).isEqualTo(SAVED);
    assertThat(put(mallory, home, WORK, true)).isNotEqualTo(SAVED);
    assertThat(put(mallory, home, WORK, false)).isEqualTo(new PutAddress.Reply.Unknown());
    assertThat(accounts.askAs(mallory.actor(), new RemoveAddress(home)))
        .isEqualTo(new RemoveAddress.Reply.Unknown());
    assertThat(addresses(person)).containsExactly(new SavedAddress(home, HOME));
  }

  @Test
  void keepNotMoreThanSoManyAddresses() {
    var person = accounts.signedIn();
    for (int i = 0; i < PutAddress.ADDRESSES_MAX; i++) {
      assertThat(put(person, UUID.randomUUID(), HOME, true)).isEqualTo(SAVED);
    }
    assertThat(put(person, UUID.randomUUID(), HOME, true))
        .isEqualTo(new PutAddress.Reply.TooMany());
  }

  @Test
  void areGivenRolesAndRemainCustomers() {
    var person = accounts.signedIn();
    var all = Set.of(Role.CUSTOMER, Role.CATALOG);
    var set = new SetRoles(person.id(), Set.of(Role.CATALOG));
    for (int i = 0; i < 2; i++) {
      var changed = (SetRoles.Reply.Changed) accounts.askAs(ADMIN, set);
      assertThat(changed.account().roles()).isEqualTo(all);
    }
    assertThat(accounts.announced("accounts", person.id()))
        .filteredOn(RolesChanged.class::isInstance)
        .containsExactly(new RolesChanged(person.id(), all));
    assertThat(accounts.askAs(ADMIN, new SetRoles(UUID.randomUUID(), Set.of())))
        .isEqualTo(new SetRoles.Reply.Unknown());
  }

  @Test
  void giveNoRoleWhoseScopesTheyDoNotHold() {
    var maker = new Actor("token:maker", Set.of("accounts:write", "orders:refund", "ledger:read"));
    var person = accounts.signedIn();
    for (var role : List.of(Role.ADMIN, Role.CATALOG, Role.SUPPORT)) {
      var roles = Set.of(Role.FINANCE, role);
      accounts.assertRefused(maker, new SetRoles(person.id(), roles));
      accounts.assertRefused(maker, new AddAccount(freshEmail(), "Ada", PASSWORD, roles));
    }
    assertThat(accounts.askAs(maker, new SetRoles(person.id(), Set.of(Role.FINANCE))))
        .isInstanceOf(SetRoles.Reply.Changed.class);
  }

  @Test
  void areErasedFromEveryTable() {
    var person = accounts.signedIn();
    var street = Fresh.text("1 Street");
    var address = new Address("Ada Lovelace", street, "", "London", "", "N1", "GB");
    assertThat(put(person, UUID.randomUUID(), address, true)).isEqualTo(SAVED);
    assertThat(accounts.ticket(accounts.armed(person).person())).isNotNull();
    var database = accounts.database();
    assertThat(database.tablesHolding(person.id().toString()))
        .containsExactlyInAnyOrder(
            "accounts.account",
            "accounts.address",
            "accounts.log",
            "accounts.second_factor",
            "accounts.secret_link",
            "accounts.session",
            "accounts.sign_in_ticket");
    assertThat(erase(person)).isEqualTo(new EraseAccount.Reply.Erased());
    accounts.assertSignedOut(person.tokens());
    assertThat(read(SUPPORT, person)).isEqualTo(UNKNOWN);
    assertThat(database.tablesHolding(person.id().toString()))
        .as("that somebody was here, and is no more")
        .containsExactlyInAnyOrder("accounts.log", "accounts.session");
    for (var personal : List.of(person.email().normal(), street)) {
      assertThat(database.tablesHolding(personal)).isEmpty();
    }
  }

  /** As far as anybody knows who is only told: an edge hears of each session that it ended. */
  @Test
  void areErasedOnceWithTheirSessions() throws Exception {
    var person = accounts.signedIn();
    var sessions =
        List.of(
            session(person.tokens().accessToken()),
            session(accounts.signIn(person.email()).accessToken()));
    assertThat(erase(person)).isEqualTo(new EraseAccount.Reply.Erased());
    assertThat(erase(person)).as("a repeat").isEqualTo(new EraseAccount.Reply.Unknown());
    assertThat(accounts.announced("accounts", person.id()))
        .hasSize(3)
        .contains(new AccountErased(person.id()))
        .filteredOn(SessionsRevoked.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            SessionsRevoked.class,
            revoked ->
                assertThat(revoked.sessionIds()).containsExactlyInAnyOrderElementsOf(sessions));
  }

  @Test
  void comeBackAsSomebodyElse() {
    var person = accounts.signedIn();
    assertThat(put(person, UUID.randomUUID(), HOME, true)).isEqualTo(SAVED);
    assertThat(erase(person)).isEqualTo(new EraseAccount.Reply.Erased());
    assertThat(accounts.signIn(accounts.registered(person.email()))).isNotNull();
    var again = accounts.account(person.email());
    assertThat(again.id()).isNotEqualTo(person.id());
    assertThat(again.addresses()).isEmpty();
    accounts.assertSignedOut(person.tokens());
    assertThat(erase(person)).isEqualTo(new EraseAccount.Reply.Unknown());
    assertThat(accounts.account(person.email())).isEqualTo(again);
  }

  private static EraseAccount.Reply erase(Person person) {
    return accounts.askAs(person.actor(), new EraseAccount(person.id()));
  }

  private static ReadAccount.Reply read(Actor actor, Person person) {
    return accounts.askAs(actor, new ReadAccount(person.id()));
  }

  private static PutAddress.Reply put(Person person, UUID id, Address address, boolean isNew) {
    return accounts.askAs(person.actor(), new PutAddress(id, address, isNew));
  }

  private static List<SavedAddress> addresses(Person person) {
    return ((ReadAccount.Reply.Found) read(person.actor(), person)).account().addresses();
  }
}
