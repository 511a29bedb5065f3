package mercat.platform.config;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** Where secrets may be sent: by TLS, or to a place that is on this machine. */
public final class ConfidentialUrl {
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  private ConfidentialUrl() {}

  /** The URL as it is written, if it is one of these: with a host, without user and fragment. */
  public static Optional<URI> of(String url) {
    try {
      return Optional.of(URI.create(url)).filter(ConfidentialUrl::isOne);
    } catch (IllegalArgumentException noUrl) {
      return Optional.empty();
    }
  }

  private static boolean isOne(URI uri) {
    var host = uri.getHost();
    return host != null
        && uri.getUserInfo() == null
        && uri.getFragment() == null
        && ("https".equals(uri.getScheme())
            || ("http".equals(uri.getScheme()) && THIS_MACHINE.contains(host)));
  }
}
