package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import mercat.contracts.accounts.ConfirmSecondFactor;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.DropSecondFactor;
import mercat.contracts.accounts.EnrolSecondFactor;
import mercat.contracts.accounts.RemoveSecondFactor;
import mercat.contracts.accounts.SignIn;
import mercat.contracts.accounts.SignInWithSecondFactor;
import mercat.contracts.accounts.Tokens;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class SecondFactorApiIT {
  private static final TokenIssuer ISSUER = TokenIssuer.FIRST;
  private static final String FACTOR = "/v1/me/second-factor";
  private static final String CODE = "{\"code\":\"123456\"}";
  private static final String PASSWORD = "{\"password\":\"four little words here\"}";
  private static final Credential TICKET = new Credential("id.digest");
  private static final Tokens TOKENS = new Tokens(new Credential("a.b.c"), 600, TICKET);

  @AutoClose private final RunningEdge edge = ISSUER.edge();

  @Test
  void isAskedForBesideThePassword() {
    edge.answer(SignIn.class, new SignIn.Reply.SecondFactorNeeded(TICKET));
    var body = "{\"email\":\"ada@example.com\",\"password\":\"four little words here\"}";
    var needed = edge.json("POST", "/v1/sessions", body).is(401, "second_factor_needed");
    assertThat(needed.has("Cache-Control", "no-store").at("/ticket")).isEqualTo("id.digest");
    edge.answer(SignInWithSecondFactor.class, new SignInWithSecondFactor.Reply.SignedIn(TOKENS));
    complete().is(201).has("Cache-Control", "no-store");
    assertThat(edge.asked(SignInWithSecondFactor.class))
        .containsExactly(new SignInWithSecondFactor(TICKET, new Credential("123456")));
    edge.answer(SignInWithSecondFactor.class, new SignInWithSecondFactor.Reply.Refused());
    complete().is(401, "wrong_credentials");
    edge.answer(SignInWithSecondFactor.class, new SignInWithSecondFactor.Reply.TooSoon(299));
    complete().is(429, "too_many_attempts").has("Retry-After", "299");
    edge.json("POST", "/v1/sessions/second-factor", "{\"ticket\":\"id.digest\",\"code\":\"12345\"}")
        .names("/code");
  }

  @Test
  void isEnrolledAndConfirmed() {
    var enrolled =
        new EnrolSecondFactor.Reply.Enrolled(
            new Credential("GEZDGNBV"), new Credential("otpauth://totp/x?secret=GEZDGNBV"));
    edge.answer(EnrolSecondFactor.class, enrolled);
    var secret = own("POST", FACTOR, PASSWORD).is(201).has("Cache-Control", "no-store");
    assertThat(secret.at("/secret")).isEqualTo("GEZDGNBV");
    assertThat(secret.at("/uri")).startsWith("otpauth://totp/");
    edge.answer(EnrolSecondFactor.class, new EnrolSecondFactor.Reply.WrongPassword());
    own("POST", FACTOR, PASSWORD).is(401, "wrong_credentials");
    edge.answer(EnrolSecondFactor.class, new EnrolSecondFactor.Reply.AlreadyThere());
    own("POST", FACTOR, PASSWORD).is(409, "conflict");
    var codes = List.of(new Credential("GEZDGNBVGY3TQOJQ"));
    edge.answer(ConfirmSecondFactor.class, new ConfirmSecondFactor.Reply.Confirmed(codes));
    var confirmed = own("PUT", FACTOR, CODE).is(200).has("Cache-Control", "no-store");
    assertThat(confirmed.at("/recoveryCodes/0")).isEqualTo("GEZDGNBVGY3TQOJQ");
    edge.answer(ConfirmSecondFactor.class, new ConfirmSecondFactor.Reply.WrongCode());
    own("PUT", FACTOR, CODE).is(401, "wrong_credentials");
    edge.answer(ConfirmSecondFactor.class, new ConfirmSecondFactor.Reply.TooSoon(3));
    own("PUT", FACTOR, CODE).is(429, "too_many_attempts").has("Retry-After", "3");
    edge.answer(ConfirmSecondFactor.class, new ConfirmSecondFactor.Reply.NotEnrolled());
    own("PUT", FACTOR, CODE).is(404, "not_found");
  }

  @Test
  void isRemoved() {
    var path = FACTOR + "/removal";
    var body = "{\"password\":\"four little words here\",\"code\":\"123456\"}";
    edge.answer(RemoveSecondFactor.class, new RemoveSecondFactor.Reply.Removed());
    own("POST", path, body).is(204);
    edge.answer(RemoveSecondFactor.class, new RemoveSecondFactor.Reply.Refused());
    own("POST", path, body).is(401, "wrong_credentials");
    edge.answer(RemoveSecondFactor.class, new RemoveSecondFactor.Reply.TooSoon(3));
    own("POST", path, body).is(429, "too_many_attempts");
    edge.answer(RemoveSecondFactor.class, new RemoveSecondFactor.Reply.NoneThere());
    own("POST", path, body).is(404, "not_found");
  }

  @Test
  void isRemovedByTheStaffForOthers() {
    var id = UUID.randomUUID();
    var path = "/v1/admin/accounts/" + id + "/second-factor";
    edge.answer(DropSecondFactor.class, new DropSecondFactor.Reply.Dropped());
    edge.send("DELETE", path, Samples.ADMIN).is(204);
    assertThat(edge.asked(DropSecondFactor.class)).containsExactly(new DropSecondFactor(id));
    edge.answer(DropSecondFactor.class, new DropSecondFactor.Reply.Unknown());
    edge.send("DELETE", path, Samples.ADMIN).is(404);
  }

  private HttpReply complete() {
    return edge.json(
        "POST", "/v1/sessions/second-factor", "{\"ticket\":\"id.digest\",\"code\":\"123456\"}");
  }

  private HttpReply own(String method, String path, String body) {
    return edge.json(method, path, body, Samples.bearer(ISSUER.token("customer")));
  }
}
