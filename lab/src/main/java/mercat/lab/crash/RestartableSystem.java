package mercat.lab.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Map;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RetryPolicy;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.AtRest;
import mercat.lab.system.Awaiting;
import mercat.lab.system.Io;
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
  private static final Map<String, String> SHORT_PAUSES =
      Map.of(
          "JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1", // it will not live long enough for more
          "MERCAT_ORDERS_LEASE", LEASE.toMillis() + "ms",
          "MERCAT_ORDERS_RECHECK", "1s",
          "MERCAT_ORDERS_RECOVER_EVERY", "250ms",
          "MERCAT_PAYMENTS_PROVIDER_TIMEOUT", "500ms", // well before anybody looks again
          "MERCAT_PAYMENTS_RECHECK", "1500ms",
          "MERCAT_PAYMENTS_SANDBOX_SETTLE", "1500ms",
          "MERCAT_PAYMENTS_WORK_EVERY", "250ms",
          "MERCAT_ACCOUNTS_SIGNING_KEY_NOTICE", "10s"); // and looks at the keys six times in it

  private static final String FATE =
      """
      with own as (select ?::text as key, ?::text as email),
      fate(what) as (
        select concat_ws(' ', o.status, o.payment_status, o.fulfilment_status,
                         coalesce(r.state, 'none'), coalesce(p.state, 'none'), p.refunded, 'coupon ' || d.state)
        from orders.orders o
        left join inventory.reservation r on r.order_id = o.id
        left join payments.payment p on p.order_id = o.id
        left join promotions.redemption d on d.order_id = o.id
        join own on own.key = o.idempotency_key
        union all
        select on_hand || ' on the shelf' from inventory.stock join own on own.key = sku
        union all
        select 'coupon of ' || percent from promotions.coupon join own on code = upper(own.key)
        union all
        select concat_ws(' ', array_to_string(a.roles, '+'), case when verified_at is null then 'unverified' end,
                         case when exists (select from accounts.second_factor f where f.account = a.id) then 'armed' end,
                         (select count(*) || ' addresses' from accounts.address d where d.account = a.id
                          having count(*) > 0))
        from accounts.account a join own on own.email = a.email
        union all
        select 'known by an order' from orders.orders o join own on lower(o.email) = own.email
        where o.idempotency_key <> own.key
        union all
        select 'front end' from accounts.oauth_client join own on own.key = id where revoked_at is null
        union all
        select 'token' from accounts.staff_token join own on own.key = name where revoked_at is null
        union all
        select 'endpoint' from notifications.webhook_endpoint join own on url like '%/' || own.key
        where removed_at is null)
      select coalesce(string_agg(what, ', ' order by what), '') from fate\
      """;

  private static final String UNTOLD =
      """
      select (select count(*) from notifications.mail where state = 'waiting')
           + (select count(*) from notifications.webhook_delivery where state = 'waiting')
           + (select count(*) from orders.erasure join orders.orders using (account) where email <> '')\
      """;

  private final SystemLaunch launch;
  private final LoadGenerator load;
  private final Surroundings around;
  private SystemProcess process;

  RestartableSystem(SystemLaunch bare, LoadGenerator load, Surroundings around) {
    this.around = around;
    this.launch = bare.with(SHORT_PAUSES).with(around.settings(bare.data()));
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

  /** What it stands in. */
  Surroundings around() {
    return around;
  }

  /** What the operations listener of the process says at a path. */
  JsonNode told(String path) {
    return Io.get(path + " is no JSON", () -> new ObjectMapper().readTree(process.told(path)));
  }

  /**
   * The fate of all that belongs to a client, from the tables of all who took part. Of each order:
   * its status, its payment's and its shipment's, its reservation, its payment, what went back in
   * minor units, and its coupon where it has one. How many are on the shelf of an article of that
   * name, what a coupon of that name is worth. Of an account: its roles, and what else it has. And
   * whether a front end, a token or an endpoint of that name is of use. Empty when there is none.
   */
  String fateOf(PointClient client) {
    try (var session = ReadSession.on(process.database())) {
      return session.text(FATE, client.key(), client.email());
    }
  }

  /** Waits until all have come to rest, and everybody is told what they are to be told. */
  void requireRest() {
    if (!AtRest.await(process.database(), AtRest.SETTLING_MAX) || !isAllTold()) {
      throw new UnreachableException("not at rest after " + AtRest.SETTLING_MAX.toSeconds() + " s");
    }
  }

  private boolean isAllTold() {
    try (var session = ReadSession.on(process.database())) {
      return Awaiting.until(AtRest.SETTLING_MAX, () -> session.number(UNTOLD) == 0)
          && AtRest.await(process.database(), AtRest.SETTLING_MAX);
    }
  }

  ShopClient shop() {
    return new ShopClient(load, launch.address(), process.adminToken(), RetryPolicy.USUAL);
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
    var isUnavailable = true;
    for (var attempt = 1; isUnavailable && attempt <= STARTS_MAX; attempt++) {
      process.kill();
      process.close();
      process = SystemProcess.begin(launch.with(besides));
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
