package mercat.accounts;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.accounts.Role;
import mercat.platform.EnumText;

/** What the audit is told of accounts, tokens and clients: ids, never names. */
final class AccountActions {
  /** What is told of a list at most, so that it stands in the log. */
  private static final int CHARACTERS_MAX = 900;

  private AccountActions() {}

  /** The key of what is told of a client. */
  static UUID keyOf(String client) {
    return UUID.nameUUIDFromBytes(client.getBytes(StandardCharsets.UTF_8));
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
