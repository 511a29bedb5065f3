package mercat.provider;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a provider's hooks, each until somebody has taken it: what the journal has and nobody took
 * is sent again after a death. So each comes at least once. {@value #PENDING_MAX} wait at most;
 * those beyond are dropped, and counted.
 */
final class HookSender {
  /** What signs those that are badly signed. */
  static final String WRONG_SECRET = "whsec_of_another_endpoint_of_the_same_shop";

  static final int PENDING_MAX = 50_000;

  private static final Logger LOG = LoggerFactory.getLogger(HookSender.class);
  private static final int IN_FLIGHT_MAX = 32;
  private static final int ANSWER_SECONDS_MAX = 10;
  private static final int LOOK_EVERY_MS = 20;
  private static final long PAUSE_MS_MIN = 500;
  private static final long PAUSE_MS_MAX = 10_000;
  private static final int DOUBLINGS_MAX = 5;

  private final Vertx vertx;
  private final Supplier<Conduct> conduct;
  private final Consumer<String> whenTaken;
  private final HttpClient http;
  private final Map<String, String> pending = new LinkedHashMap<>();
  private final PriorityQueue<Delivery> due =
      new PriorityQueue<>(Comparator.comparingLong(Delivery::atNanos));
  private final Counts counts = new Counts();
  private int inFlight;
  private int turn;

  /**
   * A hook that is to be sent.
   *
   * @param isFurther whether it is a copy, which is not sent again when nobody takes it
   */
  private record Delivery(String event, String body, int attempt, boolean isFurther, long atNanos) {
    Delivery again(long laterNanos) {
      return new Delivery(event, body, attempt + 1, isFurther, laterNanos);
    }
  }

  /** What became of hooks in this life. */
  private static final class Counts {
    private long sent;
    private long taken;
    private long dropped;
    private long badlySigned;
    private long badlySignedRefused;
    private long badlySignedTaken;
  }

  /**
   * A sender, whose methods are for one thread at a time.
   *
   * @param conduct where it sends hooks, and how
   * @param whenTaken is told the id of each that somebody took
   */
  HookSender(Vertx vertx, Supplier<Conduct> conduct, Consumer<String> whenTaken) {
    this.vertx = vertx;
    this.conduct = conduct;
    this.whenTaken = whenTaken;
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(2_000).setDecompressionSupported(false),
            new PoolOptions().setHttp1MaxSize(IN_FLIGHT_MAX));
  }

  /** Sends what nobody has taken in a life before, and whatever is due from now on. */
  synchronized void start() {
    pending.forEach(this::schedule);
    vertx.setPeriodic(LOOK_EVERY_MS, timer -> sendDue());
  }

  /** The hooks that tell of changes, for the journal; none where nobody is to be told. */
  JsonArray hooksOf(List<JsonObject> changes) {
    var hooks = new JsonArray();
    if (!conduct.get().hooks().isEmpty()) {
      changes.forEach(change -> hooks.add(StripeEvents.event(StripeEvents.type(change), change)));
    }
    return hooks;
  }

  /** Takes over what an entry of the journal tells of hooks. */
  synchronized void restore(JsonObject entry) {
    entry
        .getJsonArray("hooks", new JsonArray())
        .forEach(body -> keep(idOf((String) body), (String) body));
    pending.remove(entry.getString("delivered", ""));
  }

  /** Sends hooks that are in the journal. */
  synchronized void send(JsonArray hooks) {
    hooks.forEach(body -> {
      var id = idOf((String) body);
      keep(id, (String) body);
      if (pending.containsKey(id)) {
        schedule(id, (String) body);
      }
    });
    sendDue();
  }

  private static String idOf(String body) {
    return new JsonObject(body).getString("id");
  }

  private void keep(String id, String body) {
    if (pending.size() >= PENDING_MAX) {
      if (counts.dropped++ == 0) {
        LOG.atWarn()
            .addKeyValue("pending", PENDING_MAX)
            .log("too many hooks are not taken, new ones are dropped");
      }
    } else {
      pending.put(id, body);
    }
  }

  private void schedule(String id, String body) {
    var how = conduct.get();
    for (int copy = 0; copy < how.copies(); copy++) {
      long lateMs = how.lateMs() == 0 ? 0 : ThreadLocalRandom.current().nextInt(how.lateMs() + 1);
      due.add(new Delivery(id, body, 0, copy > 0, in(lateMs)));
    }
  }

  private static long in(long ms) {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
  }

  private synchronized void sendDue() {
    while (inFlight < IN_FLIGHT_MAX
        && !due.isEmpty()
        && due.peek().atNanos() - System.nanoTime() <= 0) {
      inFlight++;
      deliver(due.remove());
    }
  }

  private void deliver(Delivery delivery) {
    var hooks = conduct.get().hooks();
    if (hooks.isEmpty()) {
      over(delivery, 0);
      return;
    }
    var target = hooks.get(Math.floorMod(turn++, hooks.size()));
    if (conduct.get().badlySigned() && delivery.attempt() == 0) {
      counts.badlySigned++;
      var unused = post(target, delivery.body(), WRONG_SECRET).onSuccess(this::noteBadlySigned);
    }
    counts.sent++;
    var unused =
        post(target, delivery.body(), StripeEvents.SECRET)
            .onSuccess(status -> over(delivery, status))
            .onFailure(silence -> over(delivery, 0));
  }

  /** Its status; what else is answered is read and forgotten. */
  private Future<Integer> post(String target, String body, String secret) {
    var request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(target)
            .setIdleTimeout(TimeUnit.SECONDS.toMillis(ANSWER_SECONDS_MAX))
            .addHeader("Content-Type", "application/json")
            .addHeader("Stripe-Signature", StripeEvents.signature(body, Instant.now(), secret));
    return http.request(request)
        .compose(made -> made.send(Buffer.buffer(body)))
        .compose(HookSender::status)
        .timeout(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
  }

  private static Future<Integer> status(HttpClientResponse response) {
    return response.end().map(read -> response.statusCode());
  }

  private synchronized void noteBadlySigned(int status) {
    if (status == 401) {
      counts.badlySignedRefused++;
    } else if (status < 300) {
      counts.badlySignedTaken++;
    }
  }

  private synchronized void over(Delivery delivery, int status) {
    inFlight--;
    boolean isTaken = status >= 200 && status < 300;
    if (isTaken) {
      counts.taken++;
    }
    if (isTaken && pending.remove(delivery.event()) != null) {
      whenTaken.accept(delivery.event());
    } else if (!isTaken && !delivery.isFurther() && pending.containsKey(delivery.event())) {
      long pauseMs =
          Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN << Math.min(delivery.attempt(), DOUBLINGS_MAX));
      due.add(delivery.again(in(pauseMs)));
    }
    sendDue();
  }

  /** What became of hooks, in this life. */
  synchronized JsonObject toJson() {
    return new JsonObject()
        .put("pending", pending.size())
        .put("sent", counts.sent)
        .put("taken", counts.taken)
        .put("dropped", counts.dropped)
        .put("badlySigned", counts.badlySigned)
        .put("badlySignedRefused", counts.badlySignedRefused)
        .put("badlySignedTaken", counts.badlySignedTaken);
  }
}
