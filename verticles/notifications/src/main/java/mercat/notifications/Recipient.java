package mercat.notifications;

import java.net.IDN;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses as SMTP takes them: one mailbox, of ASCII, without quotes, names and comments. Others
 * might be read as several, or as a header's end.
 */
final class Recipient {
  private static final Pattern LOCAL =
      Pattern.compile("(?!\\.)(?!.*\\.\\.)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}(?<!\\.)");

  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
              + "(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

  private Recipient() {}

  static boolean isPlain(String address) {
    return plain(address).filter(address::equals).isPresent();
  }

  /** The address as a mail server takes it; nothing when there is no such form. */
  static Optional<String> plain(String address) {
    int at = address.lastIndexOf('@');
    if (at < 1) {
      return Optional.empty();
    }
    var local = address.substring(0, at);
    return ascii(address.substring(at + 1))
        .filter(domain -> LOCAL.matcher(local).matches() && DOMAIN.matcher(domain).matches())
        .map(domain -> local + "@" + domain);
  }

  private static Optional<String> ascii(String domain) {
    try {
      return Optional.of(IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES));
    } catch (IllegalArgumentException noDomain) {
      return Optional.empty();
    }
  }
}
