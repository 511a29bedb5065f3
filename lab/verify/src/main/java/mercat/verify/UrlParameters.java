package mercat.verify;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The parameters of a database's URL: those of libpq that all of Mercat obeys.
 *
 * @param query as it stands in the URL
 */
public record UrlParameters(String query) {
  public static final UrlParameters NONE = new UrlParameters("");

  private static final Map<String, String> JDBC =
      Map.of(
          "sslmode", "sslmode",
          "sslrootcert", "sslrootcert",
          "connect_timeout", "connectTimeout",
          "application_name", "ApplicationName");

  private static final Set<String> SSL_MODES =
      Set.of("disable", "require", "verify-ca", "verify-full");

  /**
   * Refuses what would not be obeyed.
   *
   * @throws IllegalArgumentException names it
   */
  public UrlParameters {
    given(query)
        .forEach((name, value) -> {
          if (!JDBC.containsKey(name)) {
            throw new IllegalArgumentException(name + " is no parameter that Mercat obeys");
          }
          if (name.equals("sslmode") && !SSL_MODES.contains(value)) {
            throw new IllegalArgumentException("sslmode is one of " + SSL_MODES);
          }
        });
  }

  /** The same as JDBC calls them; what is not said is as nodes have it. */
  Map<String, String> jdbc() {
    var named = new HashMap<>(Map.of("sslmode", "disable"));
    given(query).forEach((name, value) -> named.put(JDBC.get(name), value));
    var root = named.getOrDefault("sslrootcert", "");
    if (root.equals("system")) {
      named.remove("sslrootcert");
      named.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    } else if (!root.isEmpty()) {
      named.replace("sslmode", "require", "verify-ca");
    }
    return named;
  }

  private static Map<String, String> given(String query) {
    var given = new HashMap<String, String>();
    for (var parameter : query.split("&", -1)) {
      var parts = parameter.split("=", 2);
      if (!parameter.isEmpty()) {
        given.put(
            parts[0],
            parts.length > 1
                ? URLDecoder.decode(parts[1].replace("+", "%2B"), StandardCharsets.UTF_8)
                : "");
      }
    }
    return given;
  }

  @Override
  public String toString() {
    return query.isEmpty() ? "" : "?" + query;
  }
}
