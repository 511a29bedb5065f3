package mercat.notifications;

import static java.util.Objects.requireNonNull;
import static mercat.platform.Await.await;

import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import mercat.contracts.notifications.MailText;
import mercat.notifications.domain.Outcome;
import mercat.platform.Failure;
import mercat.platform.telemetry.BreakerState;

/**
 * Mails by SMTP. What a server says of the address or of the mail is about this mail alone; all
 * else, such as an unknown sender, a wrong password or silence, is the server's state, after some
 * of which in a row it is left alone for a while.
 */
final class SmtpDialect implements Dialect<DueMail> {
  private static final String NAME = "the mail server";
  private static final int FAILURES_MAX = 5;
  private static final int SERVICE_CLOSING = 421;

  /** How the library begins to say what was refused. */
  private static final String ADDRESS_REFUSED = "recipient address not accepted";

  private static final String MAIL_REFUSED = "sending data failed";
  private static final String DATA_REFUSED = "DATA command not accepted";

  private final WriteMails writing;
  private final MailClient client;
  private final CircuitBreaker breaker;
  private final String from;
  private final String domain;
  private final long timeoutMs;

  SmtpDialect(Vertx vertx, WriteMails writing, NotificationsConfig config) {
    this.writing = writing;
    this.timeoutMs = config.smtpTimeout().toMillis();
    this.from = "%s <%s>".formatted(config.shopName(), config.sender());
    this.domain = config.sender().substring(config.sender().lastIndexOf('@') + 1);
    this.client = MailClient.create(vertx, smtp(config, domain));
    this.breaker =
        CircuitBreaker.create(
            NAME,
            vertx,
            new CircuitBreakerOptions()
                .setMaxFailures(FAILURES_MAX)
                .setMaxRetries(0)
                .setFailuresRollingWindow((FAILURES_MAX + 1) * timeoutMs)
                .setTimeout(timeoutMs)
                .setResetTimeout(config.smtpRest().toMillis())
                .setNotificationPeriod(0)
                .setNotificationAddress(null));
  }

  /** Answers may have several lines, which the library does not tell apart when it pipelines. */
  private static MailConfig smtp(NotificationsConfig config, String domain) {
    int timeoutMs = (int) config.smtpTimeout().toMillis();
    var smtp = new MailConfig(config.smtpHost(), config.smtpPort());
    smtp.setMaxPoolSize(config.smtpConnections())
        .setOwnHostname(domain)
        .setPipelining(false)
        .setConnectTimeout(timeoutMs)
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout(timeoutMs);
    if (!config.smtpUsername().isEmpty()) {
      smtp.setLogin(LoginOption.REQUIRED)
          .setUsername(config.smtpUsername())
          .setPassword(config.smtpPassword().value());
    }
    return requireNonNull(Tls.KINDS.get(config.smtpTls())).apply(smtp);
  }

  /** 0 closed, 1 half open, 2 open. */
  int breakerState() {
    return BreakerState.number(breaker.state());
  }

  @Override
  public int roomFor(int deliveries) {
    var state = breaker.state();
    return state == CircuitBreakerState.OPEN
        ? 0
        : Math.min(deliveries, state == CircuitBreakerState.HALF_OPEN ? 1 : deliveries);
  }

  @Override
  public Outcome deliver(DueMail due, String trace) {
    Written written;
    try {
      written = writing.write(due, trace);
    } catch (Failure away) {
      return Outcome.away("unwritten");
    }
    return switch (written) {
      case Written.Needless(var reason) -> Outcome.needless(reason);
      case Written.Ready(var text) ->
          Recipient.plain(text.to())
              .map(to -> send(message(due.id(), to, text)))
              .orElseGet(() -> Outcome.bounced("address_unusable"));
    };
  }

  /** The same Message-ID whenever it is sent, so that a repeat can be recognised. */
  private MailMessage message(UUID id, String to, MailText text) {
    return new MailMessage()
        .setFrom(from)
        .setTo(to)
        .setSubject(text.subject())
        .setText(text.text())
        .setHtml(text.html())
        .setHeaders(
            MultiMap.caseInsensitiveMultiMap()
                .set("Message-ID", "<%s@%s>".formatted(id, domain))
                .set("Auto-Submitted", "auto-generated"));
  }

  private Outcome send(MailMessage message) {
    return await(
        breaker
            .execute(() ->
                client.sendMail(message).map(Outcome.DELIVERED).recover(SmtpDialect::unlessAway))
            .otherwise(away -> Outcome.away("server_away")));
  }

  /** An outcome where the mail itself is refused, else the failure. */
  private static Future<Outcome> unlessAway(Throwable thrown) {
    return refusal(thrown)
        .<Future<Outcome>>map(Future::succeededFuture)
        .orElseGet(() -> Future.failedFuture(thrown));
  }

  /** The code alone is kept: servers write addresses into what they say. */
  private static Optional<Outcome> refusal(Throwable thrown) {
    if (!(thrown instanceof SMTPException refused) || refused.getReplyCode() == SERVICE_CLOSING) {
      return Optional.empty();
    }
    var said = String.valueOf(refused.getMessage());
    boolean isAddress = said.startsWith(ADDRESS_REFUSED);
    if (!isAddress && !said.startsWith(MAIL_REFUSED) && !said.startsWith(DATA_REFUSED)) {
      return Optional.empty();
    }
    var reason = "smtp_" + refused.getReplyCode();
    return Optional.of(
        !refused.isPermanent()
            ? Outcome.later(reason)
            : isAddress ? Outcome.bounced(reason) : Outcome.refused(reason));
  }
}
