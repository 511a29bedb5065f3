package mercat.accounts;

import static mercat.testkit.LocalNode.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import mercat.contracts.accounts.CheckStaffToken;
import mercat.contracts.accounts.CheckStaffToken.Reply;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import mercat.platform.config.Secret;
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

  @AutoClose private LocalNode accounts;

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
    var rows = accounts.database().rows("select t::text from accounts.staff_token t");
    assertThat(rows).singleElement().asString().contains(sha256(token())).doesNotContain(token());
  }

  @Test
  void makesItOnce() throws IOException {
    var made = token();
    try (var again = accounts(accounts.database(), tokenFile().toString())) {
      assertThat(token()).isEqualTo(made);
      assertThat(again.ask(new CheckStaffToken(sha256(made)))).isEqualTo(FIRST);
    }
    assertThat(accounts.database().rows("select name from accounts.staff_token"))
        .containsExactly("first");
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
      assertThat(tokenless.database().rows("select name from accounts.staff_token")).isEmpty();
    }
  }

  @Test
  void takesTheTokenThatIsGivenAndWritesItNowhere() {
    var given = "0123456789abcdef".repeat(4);
    var file = data.resolve("none");
    var settings = Map.of("accounts.token-file", file.toString(), "accounts.admin-token", given);
    try (var node = new LocalNode(TestDatabase.fresh(), settings)) {
      node.host(new AccountsContext());
      assertThat(node.ask(new CheckStaffToken(sha256(given)))).isEqualTo(FIRST);
    }
    assertThat(file).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "with a blank in it, which no header carries"})
  void refusesATokenThatCanBeGuessedOrNotBeSent(String given) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AccountsConfig("", new Secret(given)))
        .withMessageContaining("admin-token");
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
  void isNotReplacedWhenItIsRevoked() throws IOException {
    accounts.database().change(REVOKE);
    try (var again = accounts(accounts.database(), tokenFile().toString())) {
      assertThat(again.ask(new CheckStaffToken(sha256(token())))).isEqualTo(UNKNOWN);
    }
  }

  private LocalNode accounts(TestDatabase database, String tokenFile) {
    var node = new LocalNode(database, Map.of("accounts.token-file", tokenFile));
    node.host(new AccountsContext());
    return node;
  }

  private Path tokenFile() {
    return data.resolve("admin.token");
  }

  private String token() throws IOException {
    return Files.readString(tokenFile()).strip();
  }

  private Reply check(String token) {
    return accounts.ask(new CheckStaffToken(sha256(token)));
  }

  private static String sha256(String token) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException(absent);
    }
  }
}
