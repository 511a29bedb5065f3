package mercat.platform.log;

import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import mercat.contracts.accounts.StaffToken;
import mercat.contracts.log.StaffActed;
import mercat.platform.Actor;
import mercat.platform.Call;
import mercat.platform.database.Tx;

/**
 * Notes what the staff does in the log of the context that decides it, in the same transaction:
 * neither is there without the other.
 */
public final class StaffActions {
  private static final String TOKEN = "token:";
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private StaffActions() {}

  /**
   * Appends a {@link StaffActed}.
   *
   * @param call the request of the member of the staff
   * @param key under which the context tells of the entity
   * @param operation its operationId in the API
   * @param entity such as {@code product:85123A}
   * @param before the fields that matter as they were; only ids, amounts and words, nothing
   *     personal
   * @param after the same as they are now
   */
  public static void note(
      Tx tx,
      Call call,
      UUID key,
      String operation,
      String entity,
      Map<String, String> before,
      Map<String, String> after) {
    var actor = actor(call.actor());
    tx.append(call, key, new StaffActed(actor, operation, entity, before, after));
  }

  /**
   * Who somebody is where names must not stand: {@code account:}, {@code token:} or {@code client:}
   * with an id; Mercat itself and guests as they are.
   */
  public static String actor(Actor actor) {
    var id = actor.id();
    if (id.equals(Actor.SYSTEM.id()) || id.equals(Actor.GUEST.id())) {
      return id;
    }
    if (id.startsWith(TOKEN)) {
      return TOKEN + StaffToken.idOf(id.substring(TOKEN.length()));
    }
    return (UUID_TEXT.matcher(id).matches() ? "account:" : "client:") + id;
  }
}
