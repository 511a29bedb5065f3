package mercat.platform.database;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * What libpq calls parameters, and means by them: how connections to a database are made. Obeyed by
 * all connections, JDBC's and Vert.x's alike.
 *
 * @param rootCertificate whom the server's certificate must come from: a file, {@code system} for
 *     whom Java trusts, or null where it may be anybody's
 * @param connectTimeout zero for what the callers have
 * @param applicationName what sessions are called, before their schema's name
 */
public record ConnectionParameters(
    SslMode sslMode,
    @Nullable String rootCertificate,
    Duration connectTimeout,
    String applicationName) {
  /** Whom the JVM trusts, as libpq names whom the system trusts. */
  private static final String SYSTEM = "system";

  private static final int SECONDS_MAX = 3_600;

  public static ConnectionParameters defaults() {
    return of("");
  }

  /**
   * Reads the query of a URL, percent-encoded.
   *
   * @throws IllegalArgumentException names the one that is not known, or cannot be obeyed
   */
  public static ConnectionParameters of(String query) {
    var rest = new TreeMap<String, String>();
    for (var parameter : query.split("&", -1)) {
      var parts = parameter.split("=", 2);
      if (!parameter.isEmpty()) {
        rest.put(decoded(parts[0]), parts.length > 1 ? decoded(parts[1]) : "");
      }
    }
    var mode = rest.remove("sslmode");
    var root = rest.remove("sslrootcert");
    var timeout = rest.remove("connect_timeout");
    var name = rest.remove("application_name");
    if (!rest.isEmpty()) {
      throw new IllegalArgumentException(
          "%s is no parameter that Mercat obeys; there are application_name, connect_timeout, sslmode and sslrootcert"
              .formatted(rest.firstKey()));
    }
    return new ConnectionParameters(
        sslMode(mode, root), root, connectTimeout(timeout), name == null ? "mercat" : name);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static SslMode sslMode(@Nullable String mode, @Nullable String root) {
    var asked =
        switch (mode == null ? "disable" : mode) {
          case "disable" -> SslMode.DISABLE;
          case "require" -> root == null ? SslMode.REQUIRE : SslMode.VERIFY_CA;
          case "verify-ca" -> SslMode.VERIFY_CA;
          case "verify-full" -> SslMode.VERIFY_FULL;
          case "allow", "prefer" ->
              throw new IllegalArgumentException(
                  "sslmode=%s would go on without TLS where the server offers none: disable, require, verify-ca or verify-full"
                      .formatted(mode));
          default ->
              throw new IllegalArgumentException(
                  "sslmode is one of disable, require, verify-ca, verify-full");
        };
    if (root == null) {
      if (asked == SslMode.VERIFY_CA || asked == SslMode.VERIFY_FULL) {
        throw new IllegalArgumentException(
            "sslmode=%s wants sslrootcert=FILE, or sslrootcert=system for whom Java trusts"
                .formatted(mode));
      }
    } else if (asked == SslMode.DISABLE) {
      throw new IllegalArgumentException("sslrootcert wants an sslmode with TLS");
    } else if (root.equals(SYSTEM) && asked != SslMode.VERIFY_FULL) {
      throw new IllegalArgumentException("sslrootcert=system wants sslmode=verify-full");
    } else if (!root.equals(SYSTEM) && !Files.isReadable(Path.of(root))) {
      throw new IllegalArgumentException("sslrootcert: " + root + " cannot be read");
    }
    return asked;
  }

  private static Duration connectTimeout(@Nullable String seconds) {
    if (seconds == null) {
      return Duration.ZERO;
    }
    if (!seconds.matches("[0-9]{1,4}") || Integer.parseInt(seconds) > SECONDS_MAX) {
      throw new IllegalArgumentException(
          "connect_timeout is a number of seconds, at most " + SECONDS_MAX);
    }
    return Duration.ofSeconds(Integer.parseInt(seconds));
  }

  /** The same as they were given, as the query of a URL. */
  String libpq() {
    var query = new TreeMap<String, String>();
    query.put("sslmode", sslMode.value);
    query.put("application_name", applicationName);
    if (rootCertificate != null) {
      query.put("sslrootcert", rootCertificate);
    }
    if (!connectTimeout.isZero()) {
      query.put("connect_timeout", String.valueOf(connectTimeout.toSeconds()));
    }
    return encoded(query);
  }

  /** The same for JDBC. */
  String jdbc() {
    var query = new TreeMap<String, String>();
    query.put("sslmode", sslMode.value);
    query.put("ApplicationName", applicationName);
    if (SYSTEM.equals(rootCertificate)) {
      query.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    } else if (rootCertificate != null) {
      query.put("sslrootcert", rootCertificate);
    }
    if (!connectTimeout.isZero()) {
      query.put("connectTimeout", String.valueOf(connectTimeout.toSeconds()));
    }
    return encoded(query);
  }

  private static String encoded(Map<String, String> query) {
    return query.entrySet().stream()
        .map(entry ->
            entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&", "?", ""));
  }

  /** How long a connection may take where its user would wait {@code otherwise}. */
  long connectMillis(Duration otherwise) {
    return connectTimeout.isZero()
        ? otherwise.toMillis()
        : Math.min(connectTimeout.toMillis(), otherwise.toMillis());
  }

  /** The same for Vert.x. */
  void applyTo(PgConnectOptions options) {
    options.setSslMode(sslMode);
    if (sslMode == SslMode.DISABLE) {
      return;
    }
    var tls = new ClientSSLOptions();
    if (sslMode == SslMode.VERIFY_FULL) {
      tls.setHostnameVerificationAlgorithm("HTTPS");
    }
    if (rootCertificate == null) {
      tls.setTrustAll(true);
    } else {
      tls.setTrustOptions(
          rootCertificate.equals(SYSTEM)
              ? trustedByJava()
              : new PemTrustOptions().addCertPath(rootCertificate));
    }
    options.setSslOptions(tls);
  }

  private static TrustOptions trustedByJava() {
    try {
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init((KeyStore) null);
      return TrustOptions.wrap(trust.getTrustManagers()[0]);
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }
}
