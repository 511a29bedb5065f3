package mercat.notifications.domain;

import java.io.Serial;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import mercat.contracts.notifications.AddWebhook;

/**
 * A URL that may be called, as far as it says so itself; what its name leads to is another
 * question.
 *
 * @param host a name in ASCII, small letters; an address only where it is allowed by name
 * @param target path and query
 * @param isPlain whether it is allowed by name, and may then be http and lead inside
 */
public record WebhookUrl(String scheme, String host, int port, String target, boolean isPlain) {
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;
  private static final int PRIVILEGED = 1_023;
  private static final int PORT_MAX = 65_535;

  /**
   * Of at least two labels, the last of which is no number: such names are addresses to browsers.
   */
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+"
              + "(?!(?:[0-9]+|0x[0-9a-f]*)$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

  /** Why a URL is refused; the message is for whoever chose it. */
  public static final class RefusedException extends Exception {
    @Serial private static final long serialVersionUID = 1;

    RefusedException(String detail) {
      super(detail);
    }

    public String detail() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Reads a URL.
   *
   * @param allowed host and port that may be called whatever they are, joined by a colon
   * @throws RefusedException when it may not be called
   */
  public static WebhookUrl of(String url, Set<String> allowed) throws RefusedException {
    demand(url.length() <= AddWebhook.URL_MAX, "at most " + AddWebhook.URL_MAX + " characters");
    demand(url.chars().allMatch(c -> c > ' ' && c < 0x7f), "ASCII without blanks is wanted");
    var uri = parsed(url);
    var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    demand(scheme.equals("https") || scheme.equals("http"), "https is wanted");
    demand(uri.getRawUserInfo() == null, "a user or a password may not stand in it");
    demand(uri.getRawFragment() == null, "a fragment may not stand in it");
    demand(uri.getHost() != null, "a host's name is wanted");
    var host = uri.getHost().toLowerCase(Locale.ROOT);
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
    boolean isPlain = allowed.contains(host + ":" + port);
    demand(isPlain || scheme.equals("https"), "https is wanted");
    demand(
        isPlain || NAME.matcher(host).matches(),
        "a host's full name is wanted, such as shop.example.com, and no address");
    demand(
        port <= PORT_MAX && (isPlain || port == HTTPS_PORT || port > PRIVILEGED),
        "port 443 or one above 1023 is wanted");
    return new WebhookUrl(scheme, host, port, target(uri), isPlain);
  }

  public boolean isEncrypted() {
    return scheme.equals("https");
  }

  private static URI parsed(String url) throws RefusedException {
    try {
      return new URI(url);
    } catch (URISyntaxException malformed) {
      throw new RefusedException("a URL is wanted");
    }
  }

  private static String target(URI uri) {
    var path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  private static void demand(boolean isSo, String detail) throws RefusedException {
    if (!isSo) {
      throw new RefusedException(detail);
    }
  }
}
