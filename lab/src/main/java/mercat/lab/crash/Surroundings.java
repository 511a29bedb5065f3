package mercat.lab.crash;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mercat.lab.reactions.SmtpInbox;
import mercat.lab.shop.HookSigner;
import mercat.lab.shop.SignedInBuyers;
import mercat.lab.system.SystemLaunch;
import mercat.verify.UnreachableException;

/**
 * What stands around a system while its processes die, and lives on.
 *
 * @param payments speaks for the payment provider
 * @param mails the mail server
 * @param webhooks another system that is told of events
 * @param people where people may sign in as well
 */
record Surroundings(
    HookSigner payments, SmtpInbox mails, HookInbox webhooks, IdentityProvider people)
    implements AutoCloseable {
  /** Whoever died over a mail is believed dead soon; over a webhook, after a minute. */
  private static final Map<String, String> SHORT_PAUSES =
      Map.of(
          "MERCAT_NOTIFICATIONS_SMTP_TIMEOUT", "1s",
          "MERCAT_NOTIFICATIONS_SMTP_REST", "500ms",
          "MERCAT_NOTIFICATIONS_LEASE", "3s",
          "MERCAT_NOTIFICATIONS_WORK_EVERY", "250ms",
          "MERCAT_AUDIT_CHECKPOINT_EVERY", "1s");

  static Surroundings open() {
    return new Surroundings(
        new HookSigner(), new SmtpInbox(), new HookInbox(), new IdentityProvider());
  }

  /** Serves HTTP on a free port of the loopback; gives where. */
  static String listen(Vertx vertx, Handler<HttpServerRequest> handler, String trouble) {
    var port = SystemLaunch.freePort();
    var server = vertx.createHttpServer().requestHandler(handler);
    try {
      var unused = server.listen(port, SystemLaunch.LOOPBACK).await(30, TimeUnit.SECONDS);
      return SystemLaunch.LOOPBACK + ":" + port;
    } catch (TimeoutException late) {
      throw new UnreachableException(trouble, late);
    }
  }

  /** Settings of a system that stands in them. */
  Map<String, String> settings(Path folder) {
    var all = new HashMap<>(SignedInBuyers.SETTINGS);
    all.putAll(SHORT_PAUSES);
    all.putAll(mails.settings());
    all.putAll(people.settings());
    all.put("MERCAT_NOTIFICATIONS_WEBHOOKS_ALLOW", webhooks.origin());
    all.put("MERCAT_ACCOUNTS_SHOW_LINKS", "true");
    all.put(
        "MERCAT_PAYMENTS_SANDBOX_HOOK_SECRETS_FILE",
        payments.writeTo(folder.resolve("hook.secrets")).toString());
    return all;
  }

  @Override
  public void close() {
    mails.close();
    webhooks.close();
    people.close();
  }
}
