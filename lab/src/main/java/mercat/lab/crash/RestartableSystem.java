package mercat.lab.crash;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RetryPolicy;
import mercat.lab.shop.HookSigner;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.AtRest;
import mercat.lab.system.SystemLaunch;
import mercat.lab.system.SystemProcess;
import mercat.verify.ReadSession;
import mercat.verify.UnreachableException;

/**
 * One system on one data directory, whose process is ended and started again and again. Its leases
 * and pauses are shorter than usual, so that nobody waits long.
 */
final class RestartableSystem implements AutoCloseable {
  static final Duration LEASE = Duration.ofMillis(2_500);

  /** With it ends a start whose database does not answer in time: it is to be tried again. */
  private static final int UNAVAILABLE = 69;

  private static final int STARTS_MAX = 3;
  private static final String FAIL_POINT = "MERCAT_FAIL_POINT";
  private static final String HOOK_SECRETS = "MERCAT_PAYMENTS_SANDBOX_HOOK_SECRETS_FILE";
  private static final Map<String, String> SHORT_PAUSES =
      Map.of(
          "JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1", // it will not live long enough for more
          "MERCAT_ORDERS_LEASE", LEASE.toMillis() + "ms",
          "MERCAT_ORDERS_RECHECK", "1s",
          "MERCAT_ORDERS_RECOVER_EVERY", "250ms",
          "MERCAT_PAYMENTS_PROVIDER_TIMEOUT", "500ms", // well before anybody looks again
          "MERCAT_PAYMENTS_RECHECK", "1500ms",
          "MERCAT_PAYMENTS_SANDBOX_SETTLE", "1500ms",
          "MERCAT_PAYMENTS_WORK_EVERY", "250ms");

  private static final String FATE =
      """
      select concat_ws(' ', o.status, o.payment_status, o.fulfilment_status,
                       coalesce(r.state, 'none'), coalesce(p.state, 'none'), p.refunded, 'coupon ' || d.state)
             || case when (select count(*) from orders.orders where idempotency_key = ?) > 1
                     then ' and there is more than one' else '' end
      from orders.orders o
      left join inventory.reservation r on r.order_id = o.id
      left join payments.payment p on p.order_id = o.id
      left join promotions.redemption d on d.order_id = o.id
      where o.idempotency_key = ?
      union all
      select on_hand || ' on the shelf' from inventory.stock where sku = ?
      union all
      select 'coupon of ' || percent from promotions.coupon where code = upper(?)\
      """;

  private final SystemLaunch launch;
  private final LoadGenerator load;
  private final HookSigner provider = new HookSigner();
  private SystemProcess process;

  RestartableSystem(SystemLaunch bare, LoadGenerator load) {
    var secrets = provider.writeTo(bare.data().resolve("hook.secrets"));
    this.launch = bare.with(SHORT_PAUSES).with(Map.of(HOOK_SECRETS, secrets.toString()));
    this.load = load;
    this.process = SystemProcess.begin(launch);
    if (!isReadyOrDead()) {
      start(Map.of());
    }
    process.awaitReady();
  }

  SystemProcess process() {
    return process;
  }

  /** Speaks for the payment provider. */
  HookSigner provider() {
    return provider;
  }

  /**
   * The fate of the order of a key, from the tables of all who took part: its status, its payment's
   * and its shipment's, its reservation, its payment, what went back in minor units, and its coupon
   * where it has one; or how many are on the shelf of an article of that name; or what a coupon of
   * that name is worth. Empty when there is none of these.
   */
  String fateOf(String key) {
    try (var session = ReadSession.on(process.database())) {
      return session.text(FATE, key, key, key, key);
    }
  }

  void requireRest() {
    if (!AtRest.await(process.database(), AtRest.SETTLING_MAX)) {
      throw new UnreachableException("not at rest after " + AtRest.SETTLING_MAX.toSeconds() + " s");
    }
  }

  ShopClient shop(RetryPolicy policy) {
    return new ShopClient(load, launch.address(), process.adminToken(), policy);
  }

  /** Ends the process as a crash does, if it lives, and starts one with no point armed. */
  void restart() {
    start(Map.of());
    process.awaitReady();
  }

  /** The same, with every point counting its passages. */
  void restartCounting() {
    start(Map.of(FAIL_POINT, "count"));
    process.awaitReady();
  }

  /** The same, with one that halts at a point; it may do so before it is ready. */
  void restartArmed(String point) {
    start(Map.of(FAIL_POINT, point));
  }

  private void start(Map<String, String> besides) {
    var environment = new HashMap<>(SHORT_PAUSES);
    environment.putAll(besides);
    var isUnavailable = true;
    for (var attempt = 1; isUnavailable && attempt <= STARTS_MAX; attempt++) {
      process.kill();
      process.close();
      process = SystemProcess.begin(launch.with(environment));
      isUnavailable = !isReadyOrDead();
    }
  }

  /** False when it ended without having had a chance to die. */
  private boolean isReadyOrDead() {
    try {
      process.awaitReady();
      return true;
    } catch (UnreachableException ended) {
      var exitCode = process.awaitEnd(Duration.ZERO);
      if (exitCode.isEmpty()) {
        throw ended;
      }
      return exitCode.getAsInt() != UNAVAILABLE;
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
