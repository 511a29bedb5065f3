package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.Address;
import mercat.contracts.OrderId;
import mercat.contracts.accounts.Account;
import mercat.contracts.accounts.Account.SavedAddress;
import mercat.contracts.accounts.AddAccount;
import mercat.contracts.accounts.AddToken;
import mercat.contracts.accounts.ChangeAccount;
import mercat.contracts.accounts.ChangePassword;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.Email;
import mercat.contracts.accounts.EraseAccount;
import mercat.contracts.accounts.FindAccount;
import mercat.contracts.accounts.ListSessions;
import mercat.contracts.accounts.ListTokens;
import mercat.contracts.accounts.PutAddress;
import mercat.contracts.accounts.ReadAccount;
import mercat.contracts.accounts.RefreshSession;
import mercat.contracts.accounts.Register;
import mercat.contracts.accounts.RemoveAddress;
import mercat.contracts.accounts.RequestPasswordReset;
import mercat.contracts.accounts.ResetPassword;
import mercat.contracts.accounts.RevokeToken;
import mercat.contracts.accounts.Role;
import mercat.contracts.accounts.RotateSigningKey;
import mercat.contracts.accounts.SetRoles;
import mercat.contracts.accounts.SignIn;
import mercat.contracts.accounts.SignOut;
import mercat.contracts.accounts.StaffToken;
import mercat.contracts.accounts.Tokens;
import mercat.contracts.accounts.VerifyEmail;
import mercat.contracts.orders.ClaimOrders;
import mercat.contracts.orders.ListOwnOrders;
import mercat.contracts.orders.ListOwnOrders.OwnOrder;
import mercat.platform.Failure;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountIT {
  private static final TokenIssuer ISSUER = TokenIssuer.FIRST;
  private static final UUID ID = TokenIssuer.CUSTOMER;
  private static final Email ADA = new Email("ada@example.com");
  private static final Credential PASSWORD = new Credential("four little words here");
  private static final Credential LINK = new Credential("id.digest");
  private static final Tokens TOKENS = new Tokens(new Credential("a.b.c"), 600, LINK);
  private static final Address HOME =
      new Address("Ada", "12 St James's Square", "", "London", "", "SW1Y 4JH", "GB");
  private static final String HOME_BODY =
      """
      {"name":"Ada","line1":"12 St James's Square","city":"London","postcode":"SW1Y 4JH",\
      "country":"GB"}\
      """;
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
  private static final Account ACCOUNT =
      new Account(
          ID,
          ADA,
          true,
          "Ada",
          Set.of(Role.CUSTOMER),
          AT,
          false,
          List.of(new SavedAddress(ID, HOME)));
  private static final StaffToken LISTED =
      new StaffToken("report", Set.of("ledger:read"), AT, AT, null);

  @AutoClose private final RunningEdge edge = ISSUER.edge();

  @Test
  void registersAndTellsNobodyWhetherThereWasAnAccount() {
    edge.answer(Register.class, new Register.Accepted());
    var body = "{\"email\":\"ada@example.com\",\"name\":\" Ada \",\"password\":\"%s\"}";
    assertThat(post("/v1/accounts", body.formatted(PASSWORD.value())).is(202).text()).isEmpty();
    assertThat(edge.asked(Register.class)).containsExactly(new Register(ADA, "Ada", PASSWORD));
    for (var password : new String[] {"seven77", "x".repeat(129)}) {
      assertThat(post("/v1/accounts", body.formatted(password)).names("/password").text())
          .doesNotContain(password);
    }
    edge.fail(Register.class, Failure.invalid("password is too easy to guess"));
    post("/v1/accounts", body.formatted("password")).is(400, "invalid_request").says("easy");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/accounts/verification", "/v1/password-resets/confirmation"})
  void takesATokenOfALink(String path) {
    edge.answer(VerifyEmail.class, new VerifyEmail.Reply.Verified());
    edge.answer(ResetPassword.class, new ResetPassword.Reply.Changed());
    var body =
        path.endsWith("verification")
            ? "{\"token\":\"id.digest\"}"
            : "{\"token\":\"id.digest\",\"password\":\"four little words here\"}";
    post(path, body).is(204);
    edge.answer(VerifyEmail.class, new VerifyEmail.Reply.UnknownToken());
    edge.answer(ResetPassword.class, new ResetPassword.Reply.UnknownToken());
    post(path, body).is(422, "unknown_link");
  }

  @Test
  void asksForALinkToANewPassword() {
    edge.answer(RequestPasswordReset.class, new RequestPasswordReset.Accepted());
    assertThat(post("/v1/password-resets", "{\"email\":\"ada@example.com\"}").is(202).text())
        .isEmpty();
  }

  @Test
  void signsInAndGoesOn() {
    edge.answer(SignIn.class, new SignIn.Reply.SignedIn(TOKENS));
    edge.answer(RefreshSession.class, new RefreshSession.Reply.Refreshed(TOKENS));
    var body = "{\"email\":\"ada@example.com\",\"password\":\"four little words here\"}";
    var signedIn = post("/v1/sessions", body).is(201).has("Cache-Control", "no-store");
    assertThat(signedIn.text())
        .isEqualTo(
            "{\"accessToken\":\"a.b.c\",\"tokenType\":\"Bearer\",\"expiresIn\":600,"
                + "\"refreshToken\":\"id.digest\"}");
    post("/v1/sessions/refresh", "{\"refreshToken\":\"id.digest\"}")
        .is(200)
        .has("Cache-Control", "no-store");
    edge.answer(SignIn.class, new SignIn.Reply.Refused());
    edge.answer(RefreshSession.class, new RefreshSession.Reply.Refused());
    post("/v1/sessions", body).is(401, "wrong_credentials");
    post("/v1/sessions/refresh", "{\"refreshToken\":\"id.digest\"}").is(401, "wrong_credentials");
  }

  @Test
  void hearsThatThereIsTooMuchToDo() {
    edge.fail(SignIn.class, Failure.overloaded("accounts"));
    post("/v1/sessions", "{\"email\":\"ada@example.com\",\"password\":\"four little words\"}")
        .is(503, "overloaded")
        .has("Retry-After", "1");
  }

  @Test
  void signsOutOfTheSessionOfItsToken() {
    edge.answer(SignOut.class, new SignOut.SignedOut());
    own("DELETE", "/v1/sessions/current").is(204);
    assertThat(edge.asked(SignOut.class)).containsExactly(new SignOut(TokenIssuer.SESSION));
  }

  @Test
  void showsAndChangesTheCallersAccount() {
    edge.answer(ReadAccount.class, new ReadAccount.Reply.Found(ACCOUNT));
    edge.answer(ChangeAccount.class, new ChangeAccount.Reply.Changed(ACCOUNT));
    var shown = own("GET", "/v1/me").is(200);
    assertThat(shown.at("/roles/0")).isEqualTo("customer");
    assertThat(shown.at("/addresses/0/city")).isEqualTo("London");
    assertThat(edge.asked(ReadAccount.class)).containsExactly(new ReadAccount(ID));
    edge.json("PATCH", "/v1/me", "{\"name\":\"Ada King\"}", customer()).is(200);
    edge.json("PATCH", "/v1/me", "{\"name\":\"Ada\",\"roles\":[\"admin\"]}", customer()).is(400);
  }

  @Test
  void changesThePasswordAndErases() {
    edge.answer(ChangePassword.class, new ChangePassword.Reply.Changed());
    var body = "{\"current\":\"four little words here\",\"password\":\"another one of mine\"}";
    edge.json("PUT", "/v1/me/password", body, customer()).is(204);
    edge.answer(ChangePassword.class, new ChangePassword.Reply.WrongPassword());
    edge.json("PUT", "/v1/me/password", body, customer()).is(401, "wrong_credentials");
    edge.answer(EraseAccount.class, new EraseAccount.Reply.Erased());
    edge.fail(ClaimOrders.class, Failure.overloaded("orders"));
    own("DELETE", "/v1/me").is(503);
    assertThat(edge.asked(EraseAccount.class)).isEmpty();
    edge.answer(ClaimOrders.class, new ClaimOrders.Reply.NotVerified());
    own("DELETE", "/v1/me").is(204);
    assertThat(edge.asked(EraseAccount.class)).containsExactly(new EraseAccount(ID));
    edge.answer(EraseAccount.class, new EraseAccount.Reply.Unknown());
    own("DELETE", "/v1/me").is(404);
  }

  @Test
  void exportsAllThatIsKnownOfTheCallerPageByPage() {
    var order = new OwnOrder(Samples.confirmed(), ADA.value(), HOME, "card");
    edge.answer(ReadAccount.class, new ReadAccount.Reply.Found(ACCOUNT));
    edge.answer(
        ListSessions.class,
        new ListSessions.Listed(List.of(new ListSessions.Session(TokenIssuer.SESSION, AT, AT))));
    edge.answer(ListOwnOrders.class, new ListOwnOrders.Found(List.of(order), true));
    var first = own("GET", "/v1/me/export?limit=1").is(200).has("Cache-Control", "no-store");
    assertThat(first.at("/account/email")).isEqualTo(ADA.value());
    assertThat(first.at("/sessions/0/id")).isEqualTo(TokenIssuer.SESSION.toString());
    assertThat(first.at("/orders/0/lines/0/sku")).isNotEmpty();
    assertThat(first.at("/orders/0/shippingAddress/postcode")).isEqualTo("SW1Y 4JH");
    assertThat(first.at("/orders/0/email")).isEqualTo(ADA.value());
    assertThat(first.at("/orders/0/paymentMethod")).isEqualTo("card");

    edge.answer(ListOwnOrders.class, new ListOwnOrders.Found(List.of(), false));
    var last = own("GET", "/v1/me/export?cursor=" + first.at("/next")).is(200);
    assertThat(last.text())
        .isEqualTo("{\"account\":null,\"sessions\":[],\"orders\":[],\"next\":null}");
    assertThat(edge.asked(ListOwnOrders.class))
        .containsExactly(
            new ListOwnOrders(null, 1), new ListOwnOrders(new OrderId(Samples.ID.value()), 20));
    assertThat(edge.asked(ReadAccount.class))
        .as("for the caller alone")
        .containsExactly(new ReadAccount(ID));
    own("GET", "/v1/me/export?cursor=forged").names("query:cursor");
  }

  @Test
  void exportsNothingOfWhoeverIsErased() {
    edge.answer(ReadAccount.class, new ReadAccount.Reply.Unknown());
    edge.answer(ListSessions.class, new ListSessions.Listed(List.of()));
    edge.answer(ListOwnOrders.class, new ListOwnOrders.Found(List.of(), false));
    own("GET", "/v1/me/export").is(404);
    own("GET", "/v1/me/export?limit=101").names("query:limit");
    assertThat(edge.asked(ListOwnOrders.class)).isEmpty();
  }

  @Test
  void keepsAddresses() {
    edge.answer(ReadAccount.class, new ReadAccount.Reply.Found(ACCOUNT));
    edge.answer(PutAddress.class, new PutAddress.Reply.Saved());
    assertThat(own("GET", "/v1/me/addresses").is(200).at("/data/0/id")).isEqualTo(ID.toString());
    var saved = edge.json("POST", "/v1/me/addresses", HOME_BODY, customer()).is(201);
    saved.has("Location", "/v1/me/addresses/" + saved.at("/id"));
    edge.json("PUT", "/v1/me/addresses/" + ID, HOME_BODY, customer()).is(200);
    assertThat(edge.asked(PutAddress.class).getLast()).isEqualTo(new PutAddress(ID, HOME, false));
    edge.answer(PutAddress.class, new PutAddress.Reply.TooMany());
    edge.json("POST", "/v1/me/addresses", HOME_BODY, customer()).is(409, "conflict");
    edge.answer(PutAddress.class, new PutAddress.Reply.Unknown());
    edge.json("PUT", "/v1/me/addresses/" + ID, HOME_BODY, customer()).is(404);
    edge.answer(RemoveAddress.class, new RemoveAddress.Reply.Removed());
    own("DELETE", "/v1/me/addresses/" + ID).is(204);
    edge.answer(RemoveAddress.class, new RemoveAddress.Reply.Unknown());
    own("DELETE", "/v1/me/addresses/" + ID).is(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/me", "/v1/me/addresses", "/v1/me/export"})
  void isNobodysWithoutAToken(String path) {
    edge.get(path).is(401, "unauthenticated");
    edge.get(path, Samples.ADMIN).is(403, "forbidden");
  }

  @Test
  void findsPeopleAndSaysTheirRoles() {
    edge.answer(FindAccount.class, new FindAccount.Reply.Found(ACCOUNT));
    var search = "/v1/admin/accounts/search";
    var ada = "{\"email\":\"ada@example.com\"}";
    edge.json("POST", search, ada, Samples.ADMIN).is(200);
    assertThat(edge.asked(FindAccount.class)).containsExactly(new FindAccount(ADA));
    edge.answer(FindAccount.class, new FindAccount.Reply.Unknown());
    edge.json("POST", search, ada, Samples.ADMIN).is(404);
    edge.json("POST", search, "{\"email\":\"ada\"}", Samples.ADMIN).names("/email");
    edge.json("POST", search, "{\"email\":\"\u202eada@example.com\"}", Samples.ADMIN)
        .names("/email");
    edge.answer(SetRoles.class, new SetRoles.Reply.Changed(ACCOUNT));
    var roles = "/v1/admin/accounts/" + ID + "/roles";
    edge.json("PUT", roles, "{\"roles\":[\"support\"]}", Samples.ADMIN).is(200);
    assertThat(edge.asked(SetRoles.class)).containsExactly(new SetRoles(ID, Set.of(Role.SUPPORT)));
    edge.json("PUT", roles, "{\"roles\":[\"emperor\"]}", Samples.ADMIN).is(400);
  }

  @Test
  void addsPeopleForWhomStaffVouches() {
    var body =
        "{\"email\":\"ada@example.com\",\"name\":\"Ada\",\"password\":\"%s\",\"roles\":[\"admin\"]}";
    var path = "/v1/admin/accounts";
    edge.answer(AddAccount.class, new AddAccount.Reply.Added(ACCOUNT));
    edge.json("POST", path, body.formatted(PASSWORD.value()), Samples.ADMIN).is(201).says("Ada");
    assertThat(edge.asked(AddAccount.class))
        .containsExactly(new AddAccount(ADA, "Ada", PASSWORD, Set.of(Role.ADMIN)));
    edge.json("POST", path, body.formatted("seven77"), Samples.ADMIN).names("/password");
    edge.answer(AddAccount.class, new AddAccount.Reply.EmailTaken());
    edge.json("POST", path, body.formatted(PASSWORD.value()), Samples.ADMIN).is(409, "conflict");
  }

  @Test
  void makesListsAndRevokesPersonalAccessTokens() {
    edge.answer(ListTokens.class, new ListTokens.Listed(List.of(LISTED)));
    edge.answer(AddToken.class, new AddToken.Reply.Added(new Credential("secret"), LISTED));
    edge.get("/v1/admin/tokens", Samples.ADMIN).is(200).says("report");
    var body = "{\"name\":\"report\",\"scopes\":[\"ledger:read\"],\"days\":30}";
    assertThat(edge.json("POST", "/v1/admin/tokens", body, Samples.ADMIN).is(201).at("/token"))
        .isEqualTo("secret");
    edge.answer(AddToken.class, new AddToken.Reply.NameTaken());
    edge.json("POST", "/v1/admin/tokens", body, Samples.ADMIN).is(409, "conflict");
    edge.answer(RevokeToken.class, new RevokeToken.Reply.Revoked());
    edge.send("DELETE", "/v1/admin/tokens/report", Samples.ADMIN).is(204);
    edge.answer(RevokeToken.class, new RevokeToken.Reply.Unknown());
    edge.send("DELETE", "/v1/admin/tokens/report", Samples.ADMIN).is(404);
  }

  @Test
  void publishesTheSigningKeysAndRotatesThem() {
    var keys = edge.get("/.well-known/jwks.json").is(200).has("Cache-Control", "max-age=60");
    assertThat(keys.at("/keys/0/kid")).isEqualTo(ISSUER.key().getKeyID());
    assertThat(keys.at("/keys/0/x")).isEqualTo(ISSUER.key().getX().toString());
    edge.answer(RotateSigningKey.class, new RotateSigningKey.Rotated("next"));
    edge.send("POST", "/v1/admin/signing-keys", Samples.ADMIN).is(202);
  }

  private HttpReply post(String path, String body) {
    return edge.json("POST", path, body);
  }

  private HttpReply own(String method, String path) {
    return edge.send(method, path, customer());
  }

  private static String[] customer() {
    return Samples.bearer(ISSUER.token("customer"));
  }
}
