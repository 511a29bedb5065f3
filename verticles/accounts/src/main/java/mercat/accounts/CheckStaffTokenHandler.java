package mercat.accounts;

import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mercat.contracts.accounts.CheckStaffToken;
import mercat.contracts.accounts.CheckStaffToken.Reply;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.RequestHandler;

/** Tells whom a staff token belongs to. */
final class CheckStaffTokenHandler implements RequestHandler<CheckStaffToken, Reply> {
  private static final int REMEMBERED_MAX = 1_000;

  private final StaffTokenStore store;
  private final InstantSource clock;
  private final AccountsConfig config;
  private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();

  private record Remembered(Reply.Staff staff, Instant until) {}

  CheckStaffTokenHandler(StaffTokenStore store, InstantSource clock, AccountsConfig config) {
    this.store = store;
    this.clock = clock;
    this.config = config;
  }

  @Override
  public Reply handle(CheckStaffToken request, Call call) {
    var known = remembered.get(request.sha256());
    var now = clock.instant();
    if (known != null && now.isBefore(known.until())) {
      return known.staff();
    }
    remembered.remove(request.sha256());
    var hash = bytes(request.sha256());
    var found = store.find(hash);
    if (found.isEmpty() || !MessageDigest.isEqual(found.get().hash().getBytes(), hash)) {
      return new Reply.Unknown();
    }
    var staff = new Reply.Staff(found.get().name(), found.get().roles());
    if (remembered.size() >= REMEMBERED_MAX) {
      remembered.clear();
    }
    remembered.put(request.sha256(), new Remembered(staff, now.plus(config.remember())));
    return staff;
  }

  private static byte[] bytes(String hex) {
    try {
      return HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException notHex) {
      throw Failure.invalid("sha256 must be hexadecimal");
    }
  }
}
