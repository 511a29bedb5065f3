package mercat.accounts;

import static mercat.accounts.RunningAccounts.ADMIN;
import static mercat.accounts.RunningAccounts.PASSWORD;
import static mercat.accounts.RunningAccounts.freshEmail;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.accounts.AddAccount;
import mercat.contracts.accounts.AddClient;
import mercat.contracts.accounts.AddToken;
import mercat.contracts.accounts.EraseAccount;
import mercat.contracts.accounts.RevokeClient;
import mercat.contracts.accounts.RevokeToken;
import mercat.contracts.accounts.Role;
import mercat.contracts.accounts.RotateSigningKey;
import mercat.contracts.accounts.SetRoles;
import mercat.contracts.accounts.StaffToken;
import mercat.contracts.log.StaffActed;
import mercat.platform.Actor;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What the audit is told of what staff does to accounts, tokens, clients and keys. */
class AccountActionsIT {
  private static final String FIRST = "token:" + StaffToken.idOf("first");

  @AutoClose private static final RunningAccounts accounts = new RunningAccounts();

  @Test
  void namesAnAccountByItsIdAndTellsItsRoles() {
    var email = freshEmail();
    var add = new AddAccount(email, "Grace", PASSWORD, Set.of(Role.SUPPORT));
    assertThat(accounts.askAs(ADMIN, add)).isInstanceOf(AddAccount.Reply.Added.class);
    var id = accounts.account(email).id();
    var set = new SetRoles(id, Set.of(Role.FINANCE));
    for (int i = 0; i < 2; i++) {
      assertThat(accounts.askAs(ADMIN, set)).isInstanceOf(SetRoles.Reply.Changed.class);
    }
    assertThat(accounts.askAs(ADMIN, new EraseAccount(id)))
        .isEqualTo(new EraseAccount.Reply.Erased());
    var supports = Map.of("roles", "customer support");
    var finances = Map.of("roles", "customer finance");
    assertThat(acted("account:" + id))
        .containsExactly(
            new StaffActed(FIRST, "addAccount", "account:" + id, Map.of(), supports),
            new StaffActed(FIRST, "setRoles", "account:" + id, supports, finances),
            new StaffActed(
                FIRST,
                "eraseAccount",
                "account:" + id,
                Map.of("erased", "false"),
                Map.of("erased", "true")));
    assertThat(
            accounts
                .database()
                .rows("select position from accounts.log where events::text ilike '%grace%'"))
        .isEmpty();
  }

  @Test
  void tellsNothingOfWhatPeopleDoThemselves() {
    var person = accounts.signedIn();
    assertThat(accounts.askAs(person.actor(), new EraseAccount(person.id())))
        .isEqualTo(new EraseAccount.Reply.Erased());
    assertThat(acted("account:" + person.id())).isEmpty();
  }

  @Test
  void namesATokenByWhatStandsForItsName() {
    var name = "laptop-7";
    var entity = "token:" + StaffToken.idOf(name);
    var add = new AddToken(name, Set.of("stock:write", "products:write"), 30);
    assertThat(accounts.askAs(ADMIN, add)).isInstanceOf(AddToken.Reply.Added.class);
    assertThat(accounts.askAs(ADMIN, add)).isInstanceOf(AddToken.Reply.NameTaken.class);
    for (int i = 0; i < 2; i++) {
      assertThat(accounts.askAs(ADMIN, new RevokeToken(name)))
          .isEqualTo(new RevokeToken.Reply.Revoked());
    }
    assertThat(acted(entity))
        .containsExactly(
            new StaffActed(
                FIRST,
                "addToken",
                entity,
                Map.of(),
                Map.of("scopes", "products:write stock:write", "days", "30")),
            new StaffActed(
                FIRST, "revokeToken", entity, Map.of("valid", "true"), Map.of("valid", "false")));
  }

  @Test
  void tellsWhatAClientMayAndWhetherItStillMay() {
    var add = new AddClient("erp-7", "Erp", true, Set.of("orders:read"), List.of());
    assertThat(accounts.askAs(ADMIN, add)).isInstanceOf(AddClient.Reply.Added.class);
    for (int i = 0; i < 2; i++) {
      assertThat(accounts.askAs(ADMIN, new RevokeClient("erp-7")))
          .isEqualTo(new RevokeClient.Reply.Revoked());
    }
    assertThat(acted("client:erp-7"))
        .extracting(StaffActed::operation)
        .containsExactly("addClient", "revokeClient");
    assertThat(acted("client:erp-7").getFirst().after())
        .isEqualTo(Map.of("scopes", "orders:read", "confidential", "true"));
  }

  @Test
  void tellsWhichKeyWillSign() {
    var person = new Actor(UUID.randomUUID().toString(), Set.of("admin"));
    var rotated = accounts.askAs(person, new RotateSigningKey());
    assertThat(acted("signing-key:" + rotated.kid()))
        .singleElement()
        .satisfies(acted -> {
          assertThat(acted.actor()).isEqualTo("account:" + person.id());
          assertThat(acted.operation()).isEqualTo("rotateSigningKey");
          assertThat(acted.after()).containsOnlyKeys("activeFrom");
        });
  }

  private static List<StaffActed> acted(String entity) {
    return accounts.staffActions("accounts", entity);
  }
}
