package mercat.accounts;

import static mercat.accounts.OAuthAsker.FRONT;
import static mercat.accounts.OAuthAsker.LENT;
import static mercat.accounts.OAuthAsker.URI;
import static mercat.accounts.OAuthAsker.VERIFIER;
import static mercat.accounts.OAuthAsker.asked;
import static mercat.accounts.OAuthAsker.refresh;
import static mercat.accounts.RunningAccounts.PASSWORD;
import static mercat.accounts.RunningAccounts.freshKeyFile;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mercat.contracts.Address;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.accounts.ChangePassword;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.GrantCode;
import mercat.contracts.accounts.GrantTokens;
import mercat.contracts.accounts.GrantTokens.Grant;
import mercat.contracts.accounts.OAuthError;
import mercat.contracts.accounts.PutAddress;
import mercat.contracts.accounts.RefreshSession;
import mercat.contracts.accounts.ResetPassword;
import mercat.contracts.accounts.SignIn;
import mercat.contracts.accounts.SignInWithSecondFactor;
import mercat.platform.Actor;
import mercat.testkit.LocalNode;
import mercat.testkit.TestDatabase;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What two nodes do to one row at the same moment: the second finds what the first has done. */
class TwoNodesIT {
  private static final Instant NOW = Instant.parse("2026-11-29T02:00:00Z");
  private static final Map<String, String> SETTINGS =
      Map.of("accounts.key-file", freshKeyFile().toString());

  @AutoClose static final RunningAccounts one = node(TestDatabase.fresh());
  @AutoClose static final RunningAccounts other = node(one.database());

  private static final OAuthAsker oauth = OAuthAsker.withFrontEnds(one);

  private static RunningAccounts node(TestDatabase database) {
    return new RunningAccounts(database, InstantSource.fixed(NOW), SETTINGS);
  }

  /** The session ends, for who of both was meant nobody knows (RFC 6749, 4.1.2). */
  @Test
  void exchangeACodeOnce() {
    var code = oauth.code(one.registered(), LENT);
    var grant = new GrantTokens(FRONT, new Grant.Code(code, URI, VERIFIER), Set.of());
    var replies =
        atOnce(
            "authorization_code where id = '%s'".formatted(idOf(code)), Actor.GUEST, grant, grant);
    var granted = only(GrantTokens.Reply.Granted.class, replies);
    assertThat(only(GrantTokens.Reply.Refused.class, replies)).isNotNull();
    oauth.assertRefused(OAuthError.INVALID_GRANT, FRONT, refresh(granted));
  }

  @Test
  void handASessionOverOnce() {
    var token = one.signedIn().tokens().refreshToken();
    var grant = new GrantCode(asked(FRONT, LENT, URI), token);
    var replies =
        atOnce("refresh_token where id = '%s'".formatted(idOf(token)), Actor.GUEST, grant, grant);
    assertThat(only(GrantCode.Reply.Granted.class, replies)).isNotNull();
    assertThat(only(GrantCode.Reply.Refused.class, replies)).isNotNull();
  }

  @Test
  void giveARefreshTokenOneSuccessor() {
    var token = one.signedIn().tokens().refreshToken();
    var refresh = new RefreshSession(token);
    assertThat(
            atOnce(
                "refresh_token where id = '%s'".formatted(idOf(token)),
                Actor.GUEST,
                refresh,
                refresh))
        .extracting(reply -> ((RefreshSession.Reply.Refreshed) reply).tokens().refreshToken())
        .satisfies(tokens -> assertThat(Set.copyOf(tokens)).hasSize(1));
  }

  @Test
  void useALinkOnce() {
    var email = one.registered();
    var link = one.resetLink(email);
    var mine = new Credential("another password of mine");
    var theirs = new Credential("another password of theirs");
    var replies =
        atOnce(
            "secret_link where id = '%s'".formatted(idOf(link)),
            Actor.GUEST,
            new ResetPassword(link, mine),
            new ResetPassword(link, theirs));
    assertThat(only(ResetPassword.Reply.Changed.class, replies)).isNotNull();
    assertThat(only(ResetPassword.Reply.UnknownToken.class, replies)).isNotNull();
    assertThat(
            Stream.of(mine, theirs)
                .map(password -> one.ask(new SignIn(email, password)))
                .filter(SignIn.Reply.SignedIn.class::isInstance))
        .hasSize(1);
  }

  @Test
  void takeACodeOfAnAuthenticatorOnce() {
    var person = one.signedIn();
    var next = one.armed(person).code(NOW.plus(TimedCodes.STEP));
    var replies =
        atOnce(
            "second_factor where account = '%s'".formatted(person.id()),
            Actor.GUEST,
            new SignInWithSecondFactor(one.ticket(person), next),
            new SignInWithSecondFactor(one.ticket(person), next));
    assertThat(only(SignInWithSecondFactor.Reply.SignedIn.class, replies)).isNotNull();
    assertThat(only(SignInWithSecondFactor.Reply.Refused.class, replies)).isNotNull();
  }

  @Test
  void addNoMoreAddressesThanOneMay() {
    var person = one.signedIn();
    IntStream.range(1, PutAddress.ADDRESSES_MAX)
        .forEach(i ->
            assertThat(one.askAs(person.actor(), address()))
                .isEqualTo(new PutAddress.Reply.Saved()));
    var replies =
        atOnce(
            "account where id = '%s'".formatted(person.id()), person.actor(), address(), address());
    assertThat(only(PutAddress.Reply.Saved.class, replies)).isNotNull();
    assertThat(only(PutAddress.Reply.TooMany.class, replies)).isNotNull();
  }

  /** Whoever knows the old one only may have begun before. */
  @Test
  void signNobodyInByAPasswordThatIsBecomingAnother() {
    var person = one.signedIn();
    var held =
        one.hold(
            "update accounts.account set password = 'another' where id = '%s' returning id",
            person.id());
    var signingIn = one.asking(new SignIn(person.email(), PASSWORD));
    var change = new ChangePassword(PASSWORD, PASSWORD);
    var changing = other.askingAs(person.actor(), change);
    one.database().awaitWaiting(2);
    held.release();
    assertThat(LocalNode.get(signingIn)).isEqualTo(new SignIn.Reply.Refused());
    assertThat(LocalNode.get(changing)).isEqualTo(new ChangePassword.Reply.WrongPassword());
  }

  private static PutAddress address() {
    var home = new Address("Ada Lovelace", "1 Street", "", "London", "", "N1", "GB");
    return new PutAddress(UUID.randomUUID(), home, true);
  }

  /** The id of the row by which a token is known. */
  private static String idOf(Credential token) {
    return token.value().substring(0, token.value().indexOf('.'));
  }

  /**
   * Asks each node while somebody else holds the row, so that both have begun when either goes on.
   */
  private static <R extends Message> List<R> atOnce(
      String row, Actor actor, Request<R> first, Request<R> second) {
    var held = one.hold("select 1 from accounts.%s for no key update", row);
    var asked = List.of(one.askingAs(actor, first), other.askingAs(actor, second));
    one.database().awaitWaiting(2);
    held.release();
    return asked.stream().map(LocalNode::get).toList();
  }

  /** The one reply of a kind. */
  private static <R> R only(Class<R> kind, List<?> replies) {
    var found = replies.stream().filter(kind::isInstance).map(kind::cast).toList();
    assertThat(found).as("%s of %s", kind.getSimpleName(), replies).hasSize(1);
    return found.getFirst();
  }
}
