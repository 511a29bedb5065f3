package mercat.lab.torture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import mercat.lab.load.Backoff;
import mercat.lab.load.CrowdClient;
import mercat.lab.load.HttpText;
import mercat.lab.load.RawResponse;
import mercat.lab.load.ServerAddress;
import mercat.lab.month.Month;
import mercat.lab.shop.PlacedOrder;
import mercat.lab.shop.ShopClient;
import mercat.lab.torture.Op.Kind;
import mercat.lab.torture.Op.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Buyers, each of whom wants one unit of one article and asks under the same key until it is told
 * its fate; some ask once more though they know it, some ask twice at the same moment, some read
 * their order later. Everything goes into the history. On the load's one thread, but for the
 * {@linkplain #conditions conditions}.
 */
final class Buyers implements Supplier<List<CrowdClient>> {
  /** A request has failed when its client has no final answer after this time. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long one attempt may take: over the deadline that it names. */
  static final Duration ATTEMPT_MAX = Duration.ofMillis(2_500);

  private static final String DEADLINE_MS = "2000";
  private static final int REPEAT_PERCENT = 5;
  private static final int READ_PERCENT = 10;
  private static final int TWICE_PERCENT = 3;
  private static final int LATER_MS_MAX = 3_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<ServerAddress, ShopClient> shops;
  private final Assortment assortment;
  private final String run;
  private final SplittableRandom chance;
  private final History history;
  private final RequestTally tally;
  private final UnderWay underWay = new UnderWay();
  private final long startNanos = System.nanoTime();
  private volatile Conditions conditions = Conditions.USUAL;
  private long keys;
  private long processes;

  Buyers(
      List<ShopClient> shops,
      Assortment assortment,
      long seed,
      History history,
      RequestTally tally) {
    this.shops = shops.stream().collect(Collectors.toMap(ShopClient::address, Function.identity()));
    this.assortment = assortment;
    this.run = "torture-" + seed + "-";
    this.chance = new SplittableRandom(seed);
    this.history = history;
    this.tally = tally;
  }

  void conditions(Conditions next) {
    conditions = next;
  }

  History history() {
    return history;
  }

  /** What was asked of whom and is not answered yet. */
  UnderWay underWay() {
    return underWay;
  }

  /** One of the servers, for questions besides. */
  ShopClient anyShop() {
    return shops.values().iterator().next();
  }

  /** Whoever comes now: a buyer, or one who asks twice at once. */
  @Override
  public List<CrowdClient> get() {
    tally.came();
    var buyer =
        new Buyer(
            run + keys++,
            assortment.wanted(chance, System.nanoTime() - startNanos),
            conditions.token(chance),
            Stage.ORDER);
    return chance.nextInt(100) < TWICE_PERCENT
        ? List.of(buyer, new Buyer(buyer.key, buyer.sku, buyer.token, Stage.REPEAT))
        : List.of(buyer);
  }

  private long now() {
    return System.nanoTime() - startNanos;
  }

  private static JsonNode read(RawResponse answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException malformed) {
      return JSON.createObjectNode();
    } catch (java.io.IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private enum Stage {
    ORDER,
    REPEAT,
    READ
  }

  private final class Buyer implements CrowdClient {
    private final String key;
    private final String sku;
    private final String token;
    private Stage stage;
    private long process = processes++;
    private long bornNanos = System.nanoTime();
    private long invokedNs;
    private int attempts;
    private boolean isCut;
    private boolean isDeaf;
    private boolean isPending;
    private boolean isServed;
    private @Nullable ServerAddress asked;
    private @Nullable PlacedOrder order;

    Buyer(String key, String sku, String token, Stage stage) {
      this.key = key;
      this.sku = sku;
      this.token = token;
      this.stage = stage;
    }

    @Override
    public Buffer request(ServerAddress server) {
      attempts++;
      var dice = chance.nextDouble();
      isCut = stage != Stage.READ && dice < conditions.cutShare();
      isDeaf =
          stage != Stage.READ && !isCut && dice < conditions.cutShare() + conditions.deafShare();
      invokedNs = now();
      asked = server;
      if (stage != Stage.READ) {
        underWay.asked(server, key);
      }
      return text(shops.get(server)).with("Deadline-Ms", DEADLINE_MS).render();
    }

    private HttpText text(@Nullable ShopClient shop) {
      if (shop == null) {
        throw new IllegalStateException("a server that is no shop");
      }
      var known = order;
      return stage == Stage.READ && known != null
          ? shop.readOrder(known)
          : shop.order(
              key,
              key + "@example.org",
              List.of(new Month.Line(sku, 1, Assortment.PRICE_MINOR)),
              token);
    }

    @Override
    public boolean isCut() {
      return isCut;
    }

    @Override
    public long responded(RawResponse answer) {
      leave();
      if (isDeaf) {
        return doubt(Backoff.MS_MIN);
      }
      var body = read(answer);
      return switch (answer.status()) {
        case 200, 201 -> settled(answer, body);
        case 202 -> pending(answer, body);
        case 429, 500, 502, 503, 504 -> {
          tally.refusedByServer(answer.status());
          yield doubt(Backoff.asked(answer, attempts));
        }
        default -> {
          record(Outcome.FAIL, ToldOrder.of(answer.status(), body));
          yield over(false);
        }
      };
    }

    private long settled(RawResponse answer, JsonNode body) {
      record(Outcome.OK, ToldOrder.of(answer.status(), body));
      order = ShopClient.placed(answer.bodyText());
      return over(true);
    }

    private long pending(RawResponse answer, JsonNode body) {
      record(Outcome.OK, ToldOrder.of(answer.status(), body));
      served();
      isPending = true;
      return again(Math.min(Backoff.MS_MAX, (4 * Backoff.MS_MIN) << Math.min(attempts, 5)));
    }

    @Override
    public long broken(Throwable cause, boolean sent) {
      leave();
      if (!isCut || !sent) {
        tally.unanswered();
      }
      if (sent) {
        return doubt(Backoff.grown(attempts));
      }
      attempts++;
      return again(Backoff.grown(attempts));
    }

    private void leave() {
      var server = asked;
      if (server != null) {
        underWay.over(server, key);
      }
    }

    /** The first proper answer, which need not be final. */
    private void served() {
      if (!isServed && stage != Stage.READ) {
        isServed = true;
        tally.waits().answered(bornNanos, System.nanoTime());
      }
    }

    /** The attempt may have taken effect, or may yet; who asks on is another process. */
    private long doubt(long pauseMs) {
      record(Outcome.INFO, ToldOrder.NOTHING);
      process = processes++;
      return again(pauseMs);
    }

    private long again(long pauseMs) {
      if (System.nanoTime() - bornNanos <= PATIENCE.toNanos()) {
        return pauseMs;
      }
      if (stage == Stage.READ) {
        return DONE;
      }
      if (isPending) {
        tally.leftPending();
      } else {
        tally.waits().gaveUp(bornNanos, System.nanoTime());
        tally.failed(bornNanos, key, attempts + " attempts");
      }
      return DONE;
    }

    /** A final answer came. */
    private long over(boolean isYes) {
      served();
      acknowledged(isYes);
      if (stage != Stage.READ && System.nanoTime() - bornNanos > PATIENCE.toNanos()) {
        tally.failed(bornNanos, key, "answered late");
      }
      switch (stage) {
        case ORDER -> tally.finished(isYes);
        case REPEAT -> tally.repeated();
        case READ -> tally.read();
      }
      if (stage != Stage.ORDER) {
        return DONE;
      }
      var dice = chance.nextInt(100);
      if (dice < REPEAT_PERCENT) {
        return later(Stage.REPEAT);
      }
      return isYes && dice < REPEAT_PERCENT + READ_PERCENT ? later(Stage.READ) : DONE;
    }

    private void acknowledged(boolean isYes) {
      var server = asked;
      if (isYes && stage != Stage.READ && server != null) {
        tally.acknowledgedBy(server);
      }
    }

    private long later(Stage next) {
      stage = next;
      isServed = false;
      isPending = false;
      attempts = 0;
      var pauseMs = chance.nextInt(LATER_MS_MAX);
      bornNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMs);
      return pauseMs;
    }

    private void record(Outcome outcome, ToldOrder told) {
      var kind = stage == Stage.READ ? Kind.READ : Kind.PLACE;
      history.write(new Op(process, kind, key, sku, invokedNs, now(), outcome, told));
    }
  }
}
