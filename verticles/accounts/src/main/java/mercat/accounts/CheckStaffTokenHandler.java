package mercat.accounts;

import java.util.HexFormat;
import mercat.contracts.accounts.CheckStaffToken;
import mercat.contracts.accounts.CheckStaffToken.Reply;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.RequestHandler;

/** Tells whom a staff token belongs to. A revoked token is unknown at once. */
record CheckStaffTokenHandler(StaffTokenStore tokens)
    implements RequestHandler<CheckStaffToken, Reply> {
  @Override
  public Reply handle(CheckStaffToken request, Call call) {
    return tokens.find(bytes(request.sha256())).orElseGet(Reply.Unknown::new);
  }

  private static byte[] bytes(String hex) {
    try {
      return HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException notHex) {
      throw Failure.invalid("sha256 must be hexadecimal");
    }
  }
}
