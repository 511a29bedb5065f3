package mercat.accounts;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import mercat.contracts.accounts.AddToken;
import mercat.contracts.accounts.CheckStaffToken;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.ListTokens;
import mercat.contracts.accounts.RevokeToken;
import mercat.contracts.accounts.TokenRevoked;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.Sha256;
import mercat.platform.database.Tx;

/** Personal access tokens of the staff. Nobody gives scopes that they do not hold. */
record PersonalAccessTokens(StaffTokenStore tokens) {
  private static final String SCOPE = "tokens:write";
  private static final int RANDOM_BYTES = 32;

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
    return tokens
        .add(tx, sha256(token), request)
        .<AddToken.Reply>map(listed -> new AddToken.Reply.Added(new Credential(token), listed))
        .orElseGet(AddToken.Reply.NameTaken::new);
  }

  RevokeToken.Reply revoke(Tx tx, RevokeToken request, Call call) {
    call.actor().requireScope(SCOPE);
    if (tokens.revoke(tx, request.name())) {
      var key = UUID.nameUUIDFromBytes(request.name().getBytes(StandardCharsets.UTF_8));
      tx.append(call, key, new TokenRevoked(request.name()));
      return new RevokeToken.Reply.Revoked();
    }
    return tokens.has(tx, request.name())
        ? new RevokeToken.Reply.Revoked()
        : new RevokeToken.Reply.Unknown();
  }

  /** A token that nobody has, of a kind that its first letters tell. */
  static String fresh(String kind) {
    var random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    return "mercat_" + kind + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
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
