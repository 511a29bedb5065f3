package mercat.accounts;

import static mercat.accounts.RunningAccounts.ADMIN;
import static mercat.accounts.RunningAccounts.freshKeyFile;
import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import mercat.contracts.accounts.Email;
import mercat.contracts.accounts.RotateSigningKey;
import mercat.contracts.accounts.SigningKeyChanged;
import mercat.contracts.accounts.SigningKeys;
import mercat.contracts.accounts.SigningKeys.PublicKey;
import mercat.contracts.log.LogEntry;
import mercat.platform.Actor;
import mercat.testkit.LocalNode;
import mercat.testkit.TestDatabase;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class SigningKeysIT {
  private final String keyFile = freshKeyFile().toString();

  @AutoClose
  private final RunningAccounts accounts =
      new RunningAccounts(TestDatabase.fresh(), settings(keyFile, "1h"));

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
    var settings = Map.of("accounts.key-file", freshKeyFile().toString());
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
  void followOneAnotherByCommandWithNotice() {
    var email = accounts.registered();
    var made = kids();
    assertThat(kidOf(accounts, email)).isEqualTo(made.getFirst());
    var rotated = accounts.askAs(ADMIN, new RotateSigningKey());
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

  /** A repeat of the command neither puts the next key off nor makes one more. */
  @Test
  void followOneAnotherOnceHoweverOftenTheyAreToldTo() {
    var first = accounts.askAs(ADMIN, new RotateSigningKey());
    var times = "select kid || active_from from accounts.signing_key order by active_from";
    var before = accounts.database().rows(times);
    assertThat(before).hasSize(3);
    assertThat(accounts.askAs(ADMIN, new RotateSigningKey())).isEqualTo(first);
    assertThat(accounts.database().rows(times)).isEqualTo(before);
    assertThat(accounts.announced("accounts").toList()).hasSize(2);
    assertThat(accounts.staffActions("accounts")).hasSize(1);
  }

  /** Of two that find no next key each would make one. */
  @Test
  void followOneAnotherOnceWhereTwoNodesAreToldToAtOnce() {
    try (var other = again(keyFile)) {
      passed(kids().getLast(), "0 s");
      var held =
          accounts.hold(
              "update accounts.signing_key set kid = kid where active_from < now() returning"
                  + " kid");
      var asked =
          Stream.of(accounts, other)
              .map(node -> node.askingAs(ADMIN, new RotateSigningKey()))
              .toList();
      accounts.database().awaitWaiting(2);
      held.release();
      assertThat(asked.stream().map(LocalNode::get).distinct()).hasSize(1);
      assertThat(accounts.rows("select kid from accounts.signing_key")).hasSize(4);
    }
  }

  @Test
  void followOneAnotherWhileNodesRun() {
    try (var soon = new RunningAccounts(accounts.database(), settings(keyFile, "10s"))) {
      var email = soon.registered();
      var next = kids().getLast();
      passed(next, "0 s");
      eventually(() -> assertThat(kids()).hasSize(3));
      eventually(() -> assertThat(kidOf(soon, email)).isEqualTo(next));
    }
  }

  @Test
  void followOneAnotherByAge() {
    var made = kids();
    assertThat(
            accounts.rows(
                "select extract(epoch from max(active_from) - min(active_from))::bigint"
                    + " from accounts.signing_key"))
        .containsExactly(String.valueOf(AccountsConfig.defaults().signingKeyAge().toSeconds()));
    passed(made.getLast(), "0 s");
    again(keyFile).close();
    assertThat(kids()).hasSize(3).startsWith(made.toArray(String[]::new));
    passed(made.getLast(), "11 min");
    again(keyFile).close();
    assertThat(accounts.rows("select kid from accounts.signing_key"))
        .doesNotContain(made.getFirst())
        .hasSize(2);
  }

  @Test
  void areRotatedByNobodyElse() {
    for (var scopes : List.of(Set.<String>of(), Set.of("customer"), Set.of("support"))) {
      accounts.assertRefused(new Actor("somebody", scopes), new RotateSigningKey());
    }
  }

  @Test
  void areWorthNothingWithoutTheKeyFile() {
    var other = freshKeyFile().toString();
    assertThatThrownBy(() -> again(other)).hasStackTraceContaining("accounts.key-file");
    assertThat(accounts.rows("select encode(private, 'escape') from accounts.signing_key"))
        .hasSize(2)
        .allSatisfy(row -> assertThat(row).doesNotContain("\\001\\003\\001\\007"));
  }

  private RunningAccounts again(String file) {
    return new RunningAccounts(accounts.database(), settings(file, "1h"));
  }

  /** Keys are looked at six times in the notice. */
  private static Map<String, String> settings(String file, String notice) {
    return Map.of("accounts.key-file", file, "accounts.signing-key-notice", notice);
  }

  /** Lets time pass until a key has been active for so long. */
  private void passed(String kid, String ago) {
    accounts.change(
        "update accounts.signing_key set active_from = active_from + (now() - interval '%s' -"
            + " (select active_from from accounts.signing_key where kid = '%s'))",
        ago, kid);
  }

  private List<String> kids() {
    return accounts.ask(new SigningKeys()).keys().stream().map(PublicKey::kid).toList();
  }

  private static String kidOf(RunningAccounts node, Email email) {
    try {
      return SignedJWT.parse(node.signIn(email).accessToken().value()).getHeader().getKeyID();
    } catch (ParseException malformed) {
      throw new AssertionError(malformed);
    }
  }
}
