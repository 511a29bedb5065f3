package mercat.notifications;

import static mercat.platform.config.Demand.demand;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import mercat.notifications.domain.RetryRule;
import mercat.platform.config.KeyFile;
import mercat.platform.config.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Where mails go, what they say of the shop, and how patient the worker is.
 *
 * @param smtpHost the mail server; empty: mails are kept, and staff reads them
 * @param smtpTls <em>required</em>, <em>optional</em>, <em>implicit</em> from the first byte on, or
 *     <em>off</em>
 * @param smtpUsername empty: nobody signs in
 * @param smtpConnections to the mail server, and mails sent at once, 1 to 64
 * @param smtpTimeout after which its silence counts as no answer, 1 s to 1 min
 * @param smtpRest how long a mail server that does not answer is left alone
 * @param sender an e-mail address
 * @param shopName one line, 1 to 60 characters
 * @param language of the mails: <em>en</em> or <em>de</em>
 * @param verifyLink where a front end takes the token with which somebody shows that an address is
 *     theirs: a URL with <em>{token}</em> in it
 * @param resetLink the same for a new password
 * @param sendWithin what happened longer ago is kept and not sent, so that a shop that begins to
 *     write does not write of its past
 * @param rejectedAfter an order rejected sooner than this is told so by the response alone
 * @param attemptsMax refusals for now, after the last of which a mail is given up, 1 to 100
 * @param backOff the pause after the first of them, doubled each time
 * @param backOffMax the longest pause
 * @param lease after which a mail is taken from a node that died over it; three times {@code
 *     smtpTimeout} at least
 * @param workEvery how often a worker looks for what is due
 * @param staffAddress whom it tells of endpoints that are switched off, an e-mail address; empty:
 *     nobody
 * @param keyFile where the key is made under which secrets of webhooks are kept in the database;
 *     empty, and no {@code sealingKey}: no endpoint can be added
 * @param sealingKey that key, 32 bytes in Base64, where it is brought rather than made
 * @param webhooksAllow what webhooks may be sent to although it is not on the public Internet: host
 *     and port joined by a colon, in the clear too, or stretches of addresses
 * @param webhooksOffAfter how long an endpoint may fail before it is switched off, an hour at least
 * @param webhooksKeep how long it can be seen what was sent, 7 days at least
 */
public record NotificationsConfig(
    String smtpHost,
    int smtpPort,
    String smtpTls,
    String smtpUsername,
    Secret smtpPassword,
    int smtpConnections,
    Duration smtpTimeout,
    Duration smtpRest,
    String sender,
    String shopName,
    String language,
    String verifyLink,
    String resetLink,
    Duration sendWithin,
    Duration rejectedAfter,
    int attemptsMax,
    Duration backOff,
    Duration backOffMax,
    Duration lease,
    Duration workEvery,
    String staffAddress,
    String keyFile,
    Secret sealingKey,
    List<String> webhooksAllow,
    Duration webhooksOffAfter,
    Duration webhooksKeep) {
  private static final Pattern SHOP_NAME = Pattern.compile("[^\\p{C}<>(){}\"@,;:\\\\]{1,60}");
  private static final Pattern LINK =
      Pattern.compile("https?://[^\\s{}\"<>]+\\{token}[^\\s{}\"<>]*");
  private static final int CONNECTIONS_MAX = 64;
  private static final int ATTEMPTS_MAX = 100;
  private static final Duration TIMEOUT_MAX = Duration.ofMinutes(1);
  private static final int TIMEOUTS_IN_A_LEASE = 3;
  private static final Duration OFF_AFTER_MIN = Duration.ofHours(1);

  /** Longer than a webhook is tried. */
  private static final Duration KEEP_MIN = Duration.ofDays(7);

  public NotificationsConfig {
    demand(Tls.KINDS.containsKey(smtpTls), "smtp-tls: required, optional, implicit or off");
    demand(
        smtpConnections >= 1 && smtpConnections <= CONNECTIONS_MAX,
        "smtp-connections: 1 to " + CONNECTIONS_MAX);
    demand(
        smtpTimeout.toSeconds() >= 1 && smtpTimeout.compareTo(TIMEOUT_MAX) <= 0,
        "smtp-timeout: 1s to 1m");
    demand(smtpRest.toMillis() >= 1, "smtp-rest: more than nothing");
    demand(Recipient.isPlain(sender), "sender: an e-mail address");
    demand(
        SHOP_NAME.matcher(shopName).matches(),
        "shop-name: one line of 1 to 60 characters, none of < > ( ) { } \" @ , ; : \\");
    demand(Wording.LANGUAGES.contains(language), "language: one of " + Wording.LANGUAGES);
    demand(LINK.matcher(verifyLink).matches(), "verify-link: a URL with {token} in it");
    demand(LINK.matcher(resetLink).matches(), "reset-link: a URL with {token} in it");
    demand(attemptsMax >= 1 && attemptsMax <= ATTEMPTS_MAX, "attempts-max: 1 to " + ATTEMPTS_MAX);
    demand(
        backOff.toMillis() >= 1 && backOffMax.compareTo(backOff) >= 0,
        "back-off: more than nothing, back-off-max at least as long");
    demand(
        lease.compareTo(smtpTimeout.multipliedBy(TIMEOUTS_IN_A_LEASE)) >= 0,
        "lease: three times smtp-timeout at least");
    demand(workEvery.toMillis() >= 1, "work-every: more than nothing");
    demand(
        staffAddress.isEmpty() || Recipient.isPlain(staffAddress),
        "staff-address: an e-mail address, or nothing");
    webhooksAllow = List.copyOf(webhooksAllow);
    var unused = new WebhookTargets(host -> Future.succeededFuture(List.of()), webhooksAllow);
    demand(webhooksOffAfter.compareTo(OFF_AFTER_MIN) >= 0, "webhooks-off-after: an hour at least");
    demand(webhooksKeep.compareTo(KEEP_MIN) >= 0, "webhooks-keep: 7 days at least");
  }

  public static NotificationsConfig defaults() {
    return new NotificationsConfig(
        "",
        587,
        "required",
        "",
        new Secret(""),
        4,
        Duration.ofSeconds(20),
        Duration.ofSeconds(10),
        "shop@localhost",
        "Mercat",
        "en",
        "http://localhost:8080/verify-email#token={token}",
        "http://localhost:8080/reset-password#token={token}",
        Duration.ofDays(3),
        Duration.ofSeconds(3),
        12,
        Duration.ofSeconds(30),
        Duration.ofHours(1),
        Duration.ofMinutes(2),
        Duration.ofSeconds(1),
        "",
        "",
        new Secret(""),
        List.of(),
        Duration.ofDays(3),
        Duration.ofDays(30));
  }

  /** The key under which secrets are kept; null where none is set. */
  @Nullable KeyFile key() {
    return keyFile.isEmpty() && sealingKey.value().isEmpty()
        ? null
        : KeyFile.of("notifications", sealingKey, keyFile);
  }

  boolean sends() {
    return !smtpHost.isEmpty();
  }

  RetryRule retryRule() {
    return new RetryRule(attemptsMax, backOff, backOffMax, smtpRest);
  }
}
