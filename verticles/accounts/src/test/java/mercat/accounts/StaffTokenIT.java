package mercat.accounts;

import static mercat.accounts.RunningAccounts.ADMIN;
import static mercat.testkit.LocalNode.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.accounts.AddToken;
import mercat.contracts.accounts.CheckStaffToken;
import mercat.contracts.accounts.CheckStaffToken.Reply;
import mercat.contracts.accounts.ListTokens;
import mercat.contracts.accounts.RevokeToken;
import mercat.contracts.accounts.StaffToken;
import mercat.contracts.accounts.TokenRevoked;
import mercat.contracts.log.LogEntry;
import mercat.platform.Actor;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import mercat.platform.Sha256;
import mercat.platform.config.Settings;
import mercat.platform.config.SettingsException;
import mercat.platform.config.Sources;
import mercat.testkit.LocalNode;
import mercat.testkit.TestDatabase;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StaffTokenIT {
  private static final Reply FIRST = new Reply.Staff("first", Set.of("admin"));
  private static final Reply UNKNOWN = new Reply.Unknown();
  private static final String REVOKE =
      "update accounts.staff_token set revoked_at = now() where name = 'first'";

  @TempDir private Path data;

  @AutoClose private RunningAccounts accounts;

  @BeforeEach
  void start() {
    accounts = accounts(TestDatabase.fresh(), tokenFile().toString());
  }

  @Test
  void makesATokenThatOnlyItsOwnerMayRead() throws IOException {
    assertThat(Files.readString(tokenFile())).startsWith("mercat_admin_").hasSizeGreaterThan(50);
    assertThat(Files.getPosixFilePermissions(tokenFile()))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    assertThat(check(token())).isEqualTo(FIRST);
  }

  @Test
  void isPatientWithADatabaseThatHasNoTimeForAStart() {
    var tries = new AtomicInteger();
    var told = new AtomicReference<String>();
    try (var busy = LocalNode.start(Map.of())) {
      busy.host(
          "accounts",
          context ->
              told.set(
                  context.patiently(() -> {
                    if (tries.incrementAndGet() < 3) {
                      throw Failure.unavailable("accounts's database", null);
                    }
                    return "told";
                  })));
    }
    assertThat(told).hasValue("told");
    assertThat(tries).hasValue(3);
  }

  @Test
  void storesNoTokenButItsDigest() throws IOException {
    var rows = accounts.rows("select t::text from accounts.staff_token t");
    assertThat(rows)
        .singleElement()
        .asString()
        .contains(Sha256.of(token()))
        .doesNotContain(token());
  }

  @Test
  void makesItOnce() throws IOException {
    var made = token();
    try (var again = accounts(accounts.database(), tokenFile().toString())) {
      assertThat(token()).isEqualTo(made);
      assertThat(again.ask(new CheckStaffToken(Sha256.of(made)))).isEqualTo(FIRST);
    }
    assertThat(accounts.rows("select name from accounts.staff_token")).containsExactly("first");
  }

  @Test
  void makesNoOtherWhenTheFileIsGone() throws IOException {
    Files.delete(tokenFile());
    accounts(accounts.database(), tokenFile().toString()).close();
    assertThat(tokenFile()).doesNotExist();
  }

  @Test
  void makesNoneWhereNoFileIsNamed() {
    try (var tokenless = accounts(TestDatabase.fresh(), "")) {
      assertThat(tokenless.rows("select name from accounts.staff_token")).isEmpty();
    }
  }

  @Test
  void takesTheTokenThatIsGivenAndWritesItNowhere() {
    var given = "0123456789abcdef".repeat(4);
    var file = data.resolve("none");
    var settings = Map.of("accounts.token-file", file.toString(), "accounts.admin-token", given);
    try (var node = accounts(TestDatabase.fresh(), settings)) {
      assertThat(node.ask(new CheckStaffToken(Sha256.of(given)))).isEqualTo(FIRST);
    }
    assertThat(file).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "with a blank in it, which no header carries"})
  void refusesATokenThatCanBeGuessedOrNotBeSent(String given) {
    var settings = Settings.load(Sources.none().withFlags(Map.of("accounts.admin-token", given)));
    assertThatThrownBy(() -> settings.section("accounts", AccountsConfig.class))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("admin-token");
  }

  @Test
  void knowsNoOtherToken() throws IOException {
    assertThat(check(token() + "x")).isEqualTo(UNKNOWN);
    assertThat(check("")).isEqualTo(UNKNOWN);
  }

  @Test
  void refusesWhatIsNoDigest() {
    assertFails(FailureKind.INVALID, () -> accounts.ask(new CheckStaffToken("x".repeat(64))));
  }

  @Test
  void isUnknownAtOnceWhenItIsRevoked() throws IOException {
    assertThat(check(token())).isEqualTo(FIRST);
    accounts.database().change(REVOKE);
    assertThat(check(token())).isEqualTo(UNKNOWN);
  }

  @Test
  void isMadeByNameForSomeScopesAndSomeTime() {
    var added = added("report", Set.of("ledger:read", "orders:read"), 30);
    assertThat(check(added.token().value()))
        .isEqualTo(new Reply.Staff("report", Set.of("ledger:read", "orders:read")));
    assertThat(added.toString()).doesNotContain(added.token().value());
    var listed = tokens().getLast();
    assertThat(listed.name()).isEqualTo("report");
    assertThat(listed.scopes()).containsExactlyInAnyOrder("ledger:read", "orders:read");
    assertThat(Duration.between(listed.createdAt(), listed.expiresAt()))
        .isEqualTo(Duration.ofDays(30));
    assertThat(listed.lastUsedAt()).isNotNull();
    assertThat(askAsAdmin(new AddToken("report", Set.of("ledger:read"), 1)))
        .isEqualTo(new AddToken.Reply.NameTaken());
  }

  @Test
  void opensNothingWhenItHasExpired() {
    var added = added("report", Set.of("ledger:read"), 1);
    accounts.change("update accounts.staff_token set expires_at = now() where name = 'report'");
    assertThat(check(added.token().value())).isEqualTo(UNKNOWN);
    assertThat(tokens()).extracting(StaffToken::name).containsExactly("first");
  }

  @Test
  void isRevokedByNameForGood() {
    var added = added("report", Set.of("ledger:read"), 1);
    assertThat(askAsAdmin(new RevokeToken("report"))).isEqualTo(new RevokeToken.Reply.Revoked());
    assertThat(check(added.token().value())).isEqualTo(UNKNOWN);
    assertThat(tokens()).extracting(StaffToken::name).containsExactly("first");
    assertThat(askAsAdmin(new RevokeToken("report")))
        .as("a repeat")
        .isEqualTo(new RevokeToken.Reply.Revoked());
    assertThat(askAsAdmin(new RevokeToken("nobody"))).isEqualTo(new RevokeToken.Reply.Unknown());
    assertThat(accounts.announced("accounts").map(LogEntry::event))
        .filteredOn(TokenRevoked.class::isInstance)
        .containsExactly(new TokenRevoked("report"));
    assertThat(askAsAdmin(new AddToken("report", Set.of("ledger:read"), 1)))
        .as("a name stays what it was in the log")
        .isEqualTo(new AddToken.Reply.NameTaken());
  }

  @Test
  void isMadeListedAndRevokedByNobodyElse() {
    var add = new AddToken("report", Set.of("ledger:read"), 1);
    for (var request : List.<Request<?>>of(add, new ListTokens(), new RevokeToken("first"))) {
      for (var scopes :
          List.of(Set.<String>of(), Set.of("customer"), Set.of("support", "finance"))) {
        accounts.assertRefused(new Actor("somebody", scopes), request);
      }
    }
  }

  @Test
  void givesNoScopeThatItsMakerDoesNotHold() {
    var maker = new Actor("token:maker", Set.of("tokens:write", "ledger:read"));
    for (var scope : List.of("admin", "orders:read", "customer")) {
      accounts.assertRefused(maker, new AddToken("more", Set.of("ledger:read", scope), 1));
    }
    assertThat(accounts.askAs(maker, new AddToken("same", Set.of("ledger:read"), 1)))
        .isInstanceOf(AddToken.Reply.Added.class);
  }

  @Test
  void isNotReplacedWhenItIsRevoked() throws IOException {
    accounts.database().change(REVOKE);
    try (var again = accounts(accounts.database(), tokenFile().toString())) {
      assertThat(again.ask(new CheckStaffToken(Sha256.of(token())))).isEqualTo(UNKNOWN);
    }
  }

  @Test
  void isPutInByWhoeverOwnsTheDatabaseAsItIsWrittenDown() throws IOException {
    accounts.database().change(REVOKE);
    var runbook = Files.readString(Path.of("../../docs/runbooks/staff-token.md"));
    var written = Pattern.compile("insert into .+?;", Pattern.DOTALL).matcher(runbook);
    assertThat(written.find()).isTrue();
    var token = "mercat_admin_" + "0123456789abcdef".repeat(4);
    accounts.database().change(written.group().replace("$TOKEN", token));
    assertThat(check(token)).isEqualTo(new Reply.Staff("rescue", Set.of("admin")));
  }

  private RunningAccounts accounts(TestDatabase database, String tokenFile) {
    return accounts(database, Map.of("accounts.token-file", tokenFile));
  }

  private RunningAccounts accounts(TestDatabase database, Map<String, String> settings) {
    var keyFile = Map.of("accounts.key-file", data.resolve("accounts.key").toString());
    return new RunningAccounts(database, LocalNode.settings(settings, keyFile));
  }

  private AddToken.Reply.Added added(String name, Set<String> scopes, int days) {
    return (AddToken.Reply.Added) askAsAdmin(new AddToken(name, scopes, days));
  }

  private List<StaffToken> tokens() {
    return askAsAdmin(new ListTokens()).tokens();
  }

  private <R extends Message> R askAsAdmin(Request<R> request) {
    return accounts.askAs(ADMIN, request);
  }

  private Path tokenFile() {
    return data.resolve("admin.token");
  }

  private String token() throws IOException {
    return Files.readString(tokenFile()).strip();
  }

  private Reply check(String token) {
    return accounts.ask(new CheckStaffToken(Sha256.of(token)));
  }
}
