package mercat.node.discovery;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import mercat.platform.config.Secret;

/**
 * Where this node registers its edge, so that clients outside the cluster find it.
 *
 * @param registry {@code etcd}, or empty: nowhere
 * @param endpoints base addresses of the registry's members, 1 to {@value #ENDPOINTS_MAX}, tried in
 *     turn
 * @param address the URL at which clients reach this node's edge; empty = made of {@code edge.host}
 *     and {@code edge.port}
 * @param prefix what each key begins with; the node's id follows
 * @param ttl after which the registry forgets a node that no longer renews, 3 s to 5 min; it is
 *     renewed each third of it
 * @param username empty: nobody signs in
 * @param certificates directory of {@code ca.pem}, and of {@code node.pem} and {@code node.key}
 *     where the registry asks for a certificate; empty = the authorities that Java trusts
 */
public record DiscoveryConfig(
    String registry,
    List<String> endpoints,
    String address,
    String prefix,
    Duration ttl,
    String username,
    Secret password,
    String certificates) {
  /** The registry that there is. */
  static final String ETCD = "etcd";

  private static final int ENDPOINTS_MAX = 16;
  private static final Duration TTL_MIN = Duration.ofSeconds(3);
  private static final Duration TTL_MAX = Duration.ofMinutes(5);

  public DiscoveryConfig {
    endpoints = endpoints.stream().map(url -> url.replaceAll("/+$", "")).toList();
    require(registry.isEmpty() || registry.equals(ETCD), "registry is etcd, or empty");
    require(registry.isEmpty() || !endpoints.isEmpty(), "endpoints: at least one is wanted");
    require(endpoints.size() <= ENDPOINTS_MAX, "endpoints: at most " + ENDPOINTS_MAX);
    endpoints.forEach(
        url -> require(isBase(url), "endpoints: " + url + " is not http://HOST:PORT"));
    require(
        address.isEmpty() || isBase(address), "address: " + address + " is not http://HOST:PORT");
    require(prefix.matches("[!-~]{1,200}"), "prefix: 1 to 200 visible characters of ASCII");
    require(
        ttl.compareTo(TTL_MIN) >= 0 && ttl.compareTo(TTL_MAX) <= 0 && ttl.toMillis() % 1000 == 0,
        "ttl is from 3s to 5m, whole seconds");
    require(
        username.isEmpty() == password.value().isEmpty(),
        "username and password: both are wanted, or neither");
    require(
        certificates.isEmpty() || endpoints.stream().allMatch(url -> url.startsWith("https:")),
        "certificates: every endpoint is https:// then");
  }

  /** Registered nowhere. */
  public static DiscoveryConfig defaults() {
    return new DiscoveryConfig(
        "", List.of(), "", "/mercat/edges/", Duration.ofSeconds(10), "", new Secret(""), "");
  }

  boolean isWanted() {
    return !registry.isEmpty();
  }

  boolean isPasswordInTheClear() {
    return !username.isEmpty() && endpoints.stream().anyMatch(url -> url.startsWith("http:"));
  }

  /** Whether it is an address that paths may be added to. */
  private static boolean isBase(String url) {
    try {
      var uri = URI.create(url);
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getQuery() == null
          && uri.getFragment() == null;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static void require(boolean isSo, String otherwise) {
    if (!isSo) {
      throw new IllegalArgumentException("discovery." + otherwise);
    }
  }
}
