package mercat.accounts;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.accounts.Role;
import mercat.contracts.accounts.StaffToken;
import mercat.platform.Call;
import mercat.platform.EnumText;
import mercat.platform.database.Tx;
import mercat.platform.log.StaffActions;

/** What staff does to accounts, tokens and clients, for the audit: by ids, never by names. */
final class AccountActions {
  /** What is told of a list at most, so that it stands in the log. */
  private static final int CHARACTERS_MAX = 900;

  private AccountActions() {}

  static void ofAccount(
      Tx tx,
      Call call,
      String operation,
      UUID account,
      Map<String, String> before,
      Map<String, String> after) {
    StaffActions.note(tx, call, account, operation, "account:" + account, before, after);
  }

  static void ofToken(
      Tx tx,
      Call call,
      String operation,
      String name,
      Map<String, String> before,
      Map<String, String> after) {
    var id = StaffToken.idOf(name);
    StaffActions.note(tx, call, id, operation, "token:" + id, before, after);
  }

  static void ofClient(
      Tx tx,
      Call call,
      String operation,
      String client,
      Map<String, String> before,
      Map<String, String> after) {
    var key = UUID.nameUUIDFromBytes(client.getBytes(StandardCharsets.UTF_8));
    StaffActions.note(tx, call, key, operation, "client:" + client, before, after);
  }

  static Map<String, String> roles(Set<Role> roles) {
    return Map.of("roles", listed(roles.stream().map(EnumText::of).toList()));
  }

  static String scopes(Set<String> scopes) {
    return listed(scopes);
  }

  private static String listed(Collection<String> words) {
    var text = String.join(" ", words.stream().sorted().toList());
    return text.length() <= CHARACTERS_MAX ? text : text.substring(0, CHARACTERS_MAX) + "…";
  }
}
