package mercat.accounts;

import static mercat.testkit.LocalNode.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mercat.contracts.accounts.Email;
import mercat.contracts.accounts.RotateSigningKey;
import mercat.contracts.accounts.SigningKeyChanged;
import mercat.contracts.accounts.SigningKeys;
import mercat.contracts.accounts.SigningKeys.PublicKey;
import mercat.contracts.log.LogEntry;
import mercat.platform.Actor;
import mercat.platform.FailureKind;
import mercat.testkit.TestDatabase;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class SigningKeysIT {
  private final String keyFile = RunningAccounts.freshKeyFile().toString();

  @AutoClose
  private final RunningAccounts accounts =
      new RunningAccounts(TestDatabase.fresh(), Map.of("accounts.key-file", keyFile));

  @Test
  void arePublishedBeforeTheySign() {
    assertThat(kids()).hasSize(2);
    assertThat(accounts.announced("accounts").map(LogEntry::event))
        .containsExactly(new SigningKeyChanged(kids().getLast()));
  }

  /** The first key signs from now on by that clock, and is not the next by the database's. */
  @Test
  void areTwoAlsoWhereTheDatabasesClockIsBehind() {
    var ahead = InstantSource.offset(InstantSource.system(), Duration.ofMinutes(1));
    var settings = Map.of("accounts.key-file", RunningAccounts.freshKeyFile().toString());
    try (var node = new RunningAccounts(TestDatabase.fresh(), ahead, settings)) {
      assertThat(node.ask(new SigningKeys()).keys()).hasSize(2);
    }
  }

  @Test
  void areMadeOnceHoweverManyNodesStart() {
    var made = kids();
    try (var other = again(keyFile)) {
      assertThat(other.ask(new SigningKeys()).keys()).extracting(PublicKey::kid).isEqualTo(made);
    }
    assertThat(kids()).isEqualTo(made);
  }

  @Test
  void followOneAnotherByCommandWithNotice() throws ParseException {
    var email = accounts.registered();
    var made = kids();
    assertThat(kidOf(accounts, email)).isEqualTo(made.getFirst());
    var rotated = accounts.askAs(RunningAccounts.ADMIN, new RotateSigningKey());
    assertThat(rotated.kid()).isEqualTo(made.getLast());
    assertThat(kids()).hasSize(3).startsWith(made.toArray(String[]::new));
    assertThat(kidOf(accounts, email)).as("before its time").isEqualTo(made.getFirst());
    passed(rotated.kid(), "0 s");
    try (var later = again(keyFile)) {
      assertThat(kidOf(later, email)).isEqualTo(rotated.kid());
      assertThat(kids()).as("while what it signed is valid").contains(made.getFirst());
      passed(rotated.kid(), "11 min");
      assertThat(kids()).doesNotContain(made.getFirst());
    }
  }

  @Test
  void followOneAnotherByAge() {
    var made = kids();
    passed(made.getLast(), "0 s");
    again(keyFile).close();
    assertThat(kids()).hasSize(3).startsWith(made.toArray(String[]::new));
    passed(made.getLast(), "11 min");
    again(keyFile).close();
    assertThat(accounts.database().rows("select kid from accounts.signing_key"))
        .doesNotContain(made.getFirst())
        .hasSize(2);
  }

  @Test
  void areRotatedByNobodyElse() {
    for (var scopes : List.of(Set.<String>of(), Set.of("customer"), Set.of("support"))) {
      assertFails(
          FailureKind.FORBIDDEN,
          () -> accounts.askAs(new Actor("somebody", scopes), new RotateSigningKey()));
    }
  }

  @Test
  void areWorthNothingWithoutTheKeyFile() {
    var other = RunningAccounts.freshKeyFile().toString();
    assertThatThrownBy(() -> again(other)).hasStackTraceContaining("accounts.key-file");
    assertThat(
            accounts.database().rows("select encode(private, 'escape') from accounts.signing_key"))
        .hasSize(2)
        .allSatisfy(row -> assertThat(row).doesNotContain("\\001\\003\\001\\007"));
  }

  private RunningAccounts again(String file) {
    return new RunningAccounts(accounts.database(), Map.of("accounts.key-file", file));
  }

  /** Lets time pass until a key has been active for so long. */
  private void passed(String kid, String ago) {
    accounts
        .database()
        .change(
            "update accounts.signing_key set active_from = active_from + (now() - interval '%s' -"
                    .formatted(ago)
                + " (select active_from from accounts.signing_key where kid = '%s'))"
                    .formatted(kid));
  }

  private List<String> kids() {
    return accounts.ask(new SigningKeys()).keys().stream().map(PublicKey::kid).toList();
  }

  private static String kidOf(RunningAccounts node, Email email) throws ParseException {
    return SignedJWT.parse(node.signIn(email).accessToken().value()).getHeader().getKeyID();
  }
}
