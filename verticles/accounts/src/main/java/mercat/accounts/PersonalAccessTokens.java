package mercat.accounts;

import java.util.HexFormat;
import java.util.Map;
import mercat.contracts.accounts.AddToken;
import mercat.contracts.accounts.CheckStaffToken;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.ListTokens;
import mercat.contracts.accounts.RevokeToken;
import mercat.contracts.accounts.StaffToken;
import mercat.contracts.accounts.TokenRevoked;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.Sha256;
import mercat.platform.database.Tx;
import mercat.platform.log.StaffActions;

/** Personal access tokens of the staff. Nobody gives scopes that they do not hold. */
record PersonalAccessTokens(StaffTokenStore tokens) {
  private static final String SCOPE = "tokens:write";

  /** Tells whom a token belongs to. A revoked or expired one is unknown at once. */
  CheckStaffToken.Reply check(CheckStaffToken request, Call call) {
    return tokens.find(bytes(request.sha256())).orElseGet(CheckStaffToken.Reply.Unknown::new);
  }

  ListTokens.Listed list(ListTokens request, Call call) {
    call.actor().requireScope(SCOPE);
    return new ListTokens.Listed(tokens.list());
  }

  AddToken.Reply add(Tx tx, AddToken request, Call call) {
    call.actor().requireScope(SCOPE);
    request.scopes().forEach(call.actor()::requireScope);
    var token = fresh("admin");
    var added = tokens.add(tx, sha256(token), request);
    if (added.isEmpty()) {
      return new AddToken.Reply.NameTaken();
    }
    var told =
        Map.of(
            "scopes",
            AccountActions.scopes(request.scopes()),
            "days",
            String.valueOf(request.days()));
    var id = StaffToken.idOf(request.name());
    StaffActions.note(tx, call, id, "addToken", "token:" + id, Map.of(), told);
    return new AddToken.Reply.Added(new Credential(token), added.get());
  }

  RevokeToken.Reply revoke(Tx tx, RevokeToken request, Call call) {
    call.actor().requireScope(SCOPE);
    if (tokens.revoke(tx, request.name())) {
      var id = StaffToken.idOf(request.name());
      tx.append(call, id, new TokenRevoked(request.name()));
      var before = Map.of("valid", "true");
      StaffActions.note(
          tx, call, id, "revokeToken", "token:" + id, before, Map.of("valid", "false"));
      return new RevokeToken.Reply.Revoked();
    }
    return tokens.has(tx, request.name())
        ? new RevokeToken.Reply.Revoked()
        : new RevokeToken.Reply.Unknown();
  }

  /** A token that nobody has, of a kind that its first letters tell. */
  static String fresh(String kind) {
    return "mercat_" + kind + "_" + TokenText.random();
  }

  static byte[] sha256(String token) {
    return bytes(Sha256.of(token));
  }

  private static byte[] bytes(String hex) {
    try {
      return HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException notHex) {
      throw Failure.invalid("sha256 must be hexadecimal");
    }
  }
}
