package mercat.lab.reactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import mercat.lab.reactions.ReactionCounts.Acts;
import mercat.lab.reactions.ReactionCounts.Told;
import mercat.verify.DatabaseAccess;
import mercat.verify.ReadSession;
import mercat.verify.TestServer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two people who registered, of whom one ordered twice and once with a coupon: all is counted. */
class ReactionCountsTest {
  private static final String TABLES =
      """
      create schema audit;
      create schema recommendations;
      create table accounts.account (id uuid primary key, email text, verified_at timestamptz);
      create table recommendations.profile (account uuid primary key, is_registered boolean);
      create table recommendations.basket (order_id uuid primary key);
      create table audit.staff_action (operation text, at timestamptz default now());
      create table audit.checkpoint (number bigint primary key, statement text, signature bytea, key bytea);
      """;

  private static final String ADA = "00000000-0000-0000-0000-00000000000a";
  private static final String BOB = "00000000-0000-0000-0000-00000000000b";
  private static final String FIRST = "00000000-0000-0000-0000-000000000001";
  private static final String SECOND = "00000000-0000-0000-0000-000000000002";

  @AutoClose private final SmtpInbox inbox = new SmtpInbox();
  private final DatabaseAccess database = TestServer.newTables();
  private ReactionCounts counts = new ReactionCounts(database, "-infinity");

  @BeforeEach
  void happen() throws GeneralSecurityException {
    execute(TABLES);
    counts = ReactionCounts.since(database);
    for (var person : List.of(ADA, BOB)) {
      execute(
          """
          insert into accounts.account values ('%1$s', '%1$s@example.org', now());
          insert into recommendations.profile values ('%1$s', true);
          insert into accounts.log (position, first, events)
          select max, max, json_build_array(json_build_object('key', '%1$s', 'type', 'AccountRegistered'))
          from (select coalesce(max(position), 0) + 1 as max from accounts.log)
          """
              .formatted(person));
      inbox.note("<%s>".formatted(person), MailSubject.WELCOME, person + "@example.org", "");
    }
    for (var order : List.of(FIRST, SECOND)) {
      execute("insert into orders.orders (id, confirmed_at) values ('%s', now())".formatted(order));
      inbox.note("<%s>".formatted(order), MailSubject.ORDER_CONFIRMED, "", order);
    }
    execute(
        """
        insert into promotions.redemption (order_id, state, coupon) values ('%1$s', 'redeemed', 'AGAIN');
        insert into recommendations.basket values ('%1$s');
        insert into audit.staff_action (operation) values ('putCoupon'), ('putProduct')
        """
            .formatted(FIRST));
    seal(2);
  }

  @Test
  void findsEachReactionAsOftenAsItsCause() {
    assertThat(unequal()).isEmpty();
    assertThat(counts.auditFaults()).isEmpty();
    assertThat(counts.countMails(inbox)).hasSize(2).allMatch(Reaction::isEqual);
    assertThat(counts.count(told(), inbox).getFirst().line())
        .isEqualTo("2 = welcome mails 2 = accounts 2 = profiles 2 = audit records 2");
  }

  /** Each of these is what a follower that loses something would leave. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          registered  | delete from recommendations.profile where account = '%s'
          registered  | update recommendations.profile set is_registered = false where account = '%s'
          registered  | update accounts.account set email = 'other' where id = '%s'
          registered  | delete from audit.checkpoint
          verified    | update accounts.account set verified_at = null where id = '%s'
          confirmed   | update orders.orders set confirmed_at = null where number = 1
          coupon used | update promotions.redemption set state = 'released'
          coupon used | delete from recommendations.basket
          by staff    | delete from audit.staff_action
          by staff    | insert into audit.staff_action (operation) values ('receiveStock')
          """)
  void seesWhereOneIsMissingOrTooMany(String cause, String loss) {
    execute(loss.formatted(BOB));
    assertThat(unequal()).contains(cause);
  }

  @Test
  void seesAMailThatNeverCame() {
    try (var other = new SmtpInbox()) {
      other.note("<1>", MailSubject.WELCOME, ADA + "@example.org", "");
      other.note("<2>", MailSubject.ORDER_CONFIRMED, "", FIRST);
      assertThat(causes(counts.count(told(), other))).containsExactly("registered", "confirmed");
      assertThat(causes(counts.countMails(other))).containsExactly("registered", "confirmed");
    }
  }

  /** A registration that no checkpoint covers yet may still be taken out of the log unnoticed. */
  @Test
  void countsAsAuditedOnlyWhatIsSealed() throws GeneralSecurityException {
    execute("delete from audit.checkpoint");
    seal(1);
    assertThat(unequal()).containsExactly("registered");
  }

  @Test
  void sayWhenACheckpointIsNotWhatWasSigned() {
    execute(
        "update audit.checkpoint set statement = replace(statement, '\"number\":1', '\"number\":7')");
    assertThat(counts.auditFaults()).containsExactly("checkpoint 7 is not what was signed");
  }

  @Test
  void showsRepeatsBesideWhatTheyRepeat() {
    inbox.note("<%s>".formatted(ADA), MailSubject.WELCOME, ADA + "@example.org", "");
    var registered = counts.count(told(), inbox).getFirst();
    assertThat(registered.isEqual()).isTrue();
    assertThat(registered.line()).startsWith("2 = welcome mails 2 (and 1 repeats) = accounts 2");
  }

  private List<String> unequal() {
    return causes(counts.count(told(), inbox));
  }

  private static List<String> causes(List<Reaction> reactions) {
    return reactions.stream()
        .filter(reaction -> !reaction.isEqual())
        .map(Reaction::cause)
        .collect(Collectors.toList());
  }

  private Told told() {
    var people = Set.of(ADA + "@example.org", BOB + "@example.org");
    return new Told(people, 2, "AGAIN", 1, new Acts(counts.since(), 1));
  }

  private void seal(long position) throws GeneralSecurityException {
    var life = text("select incarnation from accounts.log_head");
    var link = text("select encode(link, 'hex') from accounts.log where position = " + position);
    var statement =
        """
        {"number":1,"previous":"","logs":[{"context":"accounts","incarnation":"%s","chainFirst":1,"position":%d,"link":"%s"}]}\
        """
            .formatted(life, position, link);
    var keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    var signature = Signature.getInstance("Ed25519");
    signature.initSign(keys.getPrivate());
    signature.update(statement.getBytes(StandardCharsets.UTF_8));
    execute(
        "insert into audit.checkpoint values (1, '%s', '\\x%s', '\\x%s')"
            .formatted(
                statement,
                HexFormat.of().formatHex(signature.sign()),
                HexFormat.of().formatHex(keys.getPublic().getEncoded())));
  }

  private String text(String sql) {
    try (var session = ReadSession.on(database)) {
      return session.text(sql);
    }
  }

  private void execute(String sql) {
    TestServer.execute(database, sql);
  }
}
