package mercat.notifications;

import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.StartTLSOptions;
import java.util.Map;

/**
 * Whether a connection to a mail server is encrypted.
 *
 * @param isImplicit from the first byte on, rather than by STARTTLS
 */
record Tls(boolean isImplicit, StartTLSOptions starttls) {
  /** By what the setting calls them. */
  static final Map<String, Tls> KINDS =
      Map.of(
          "required", new Tls(false, StartTLSOptions.REQUIRED),
          "optional", new Tls(false, StartTLSOptions.OPTIONAL),
          "implicit", new Tls(true, StartTLSOptions.DISABLED),
          "off", new Tls(false, StartTLSOptions.DISABLED));

  MailConfig apply(MailConfig config) {
    return config.setSsl(isImplicit).setStarttls(starttls);
  }
}
