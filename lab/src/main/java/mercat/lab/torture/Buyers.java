package mercat.lab.torture;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import mercat.lab.load.LoadClient;
import mercat.lab.load.RawResponse;
import mercat.lab.load.RetryPolicy;
import mercat.lab.load.ServerAddress;
import mercat.lab.month.Month;
import mercat.lab.shop.ShopClient;
import mercat.lab.shop.ShopClient.PlacedOrder;
import mercat.lab.torture.History.Op;
import mercat.lab.torture.History.Op.Kind;
import mercat.lab.torture.History.Op.Outcome;
import mercat.lab.torture.RequestTally.Mark;
import mercat.lab.torture.RequestTally.Wait;
import org.jspecify.annotations.Nullable;

/**
 * Buyers, each of whom wants one unit of one article and asks under the same key until it is told
 * its fate; some ask once more though they know it, some ask twice at the same moment, some read
 * their order later. Everything goes into the history. On the load's one thread, but for the
 * {@linkplain #conditions conditions}.
 */
final class Buyers implements Supplier<List<LoadClient>> {
  /** A request has failed when its client has no final answer after this time. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long one attempt may take: over the deadline that it names. */
  static final Duration ATTEMPT_MAX = Duration.ofMillis(2_500);

  private static final String DEADLINE_MS = "2000";
  private static final int REPEAT_PERCENT = 5;
  private static final int READ_PERCENT = 10;
  private static final int TWICE_PERCENT = 3;
  private static final int LATER_MS_MAX = 3_000;

  private final Map<ServerAddress, Edge> edges;
  private final Assortment assortment;
  private final PaymentTaker taker;
  private final String run;
  private final SplittableRandom chance;
  private final History history;
  private final RequestTally tally;
  private final long startNanos = System.nanoTime();
  private volatile Conditions conditions = Conditions.USUAL;
  private long keys;
  private long processes;

  Buyers(
      List<ShopClient> shops,
      Assortment assortment,
      PaymentTaker taker,
      long seed,
      History history,
      RequestTally tally) {
    this.edges = shops.stream().collect(toMap(ShopClient::address, Edge::new));
    this.assortment = assortment;
    this.taker = taker;
    this.run = "torture-" + seed + "-";
    this.chance = new SplittableRandom(seed);
    this.history = history;
    this.tally = tally;
  }

  /** A server, and the keys under which it was asked for an order and has not answered yet. */
  private record Edge(ShopClient shop, Set<String> underWay) {
    Edge(ShopClient shop) {
      this(shop, ConcurrentHashMap.newKeySet());
    }
  }

  /**
   * How the outer world behaves: clients who lose answers, and a payment provider with bad days.
   *
   * @param cutShare of all attempts whose connection is cut as soon as the request is on its way
   * @param deafShare of all attempts whose answer is lost on the way back
   * @param doubtShare of all orders whose payment is in doubt or refused
   */
  record Conditions(double cutShare, double deafShare, double doubtShare) {
    static final Conditions USUAL = new Conditions(0, 0, 0.08);
    static final Conditions LOSING_REPLIES = new Conditions(0.15, 0.15, 0.08);
    static final Conditions BAD_PROVIDER = new Conditions(0, 0, 0.5);

    /** How many of a hundred doubtful ones are of each kind, or of one before it. */
    private static final NavigableMap<Integer, String> DOUBTFUL =
        new TreeMap<>(
            Map.of(
                40, "tok_declined",
                60, "tok_slow",
                80, "tok_timeout_then_ok",
                93, "tok_timeout_then_declined",
                100, "tok_unavailable"));

    /** A sandbox token for the payment of one order. */
    private String token(RandomGenerator chance) {
      return chance.nextDouble() >= doubtShare
          ? "tok_ok"
          : DOUBTFUL.higherEntry(chance.nextInt(100)).getValue();
    }
  }

  void conditions(Conditions next) {
    conditions = next;
  }

  ShopClient shopAt(ServerAddress server) {
    return edgeAt(server).shop;
  }

  private Edge edgeAt(ServerAddress server) {
    return requireNonNull(edges.get(server));
  }

  History history() {
    return history;
  }

  /** The keys under which some servers were asked for an order and have not answered yet. */
  Set<String> unanswered(Predicate<ServerAddress> servers) {
    return edges.values().stream()
        .filter(edge -> servers.test(edge.shop.address()))
        .flatMap(edge -> edge.underWay.stream())
        .collect(toSet());
  }

  /** Whoever comes now: a buyer, or one who asks twice at once. */
  @Override
  public List<LoadClient> get() {
    tally.note(Mark.CAME);
    var buyer =
        new Buyer(
            run + keys++,
            assortment.wanted(chance, now()),
            taker.token(conditions.token(chance)),
            Stage.ORDER);
    return chance.nextInt(100) < TWICE_PERCENT
        ? List.of(buyer, new Buyer(buyer.key, buyer.sku, buyer.token, Stage.REPEAT))
        : List.of(buyer);
  }

  private long now() {
    return System.nanoTime() - startNanos;
  }

  private enum Stage {
    ORDER,
    REPEAT,
    READ
  }

  private final class Buyer implements LoadClient {
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
      var dice = stage == Stage.READ ? 1 : chance.nextDouble();
      isCut = dice < conditions.cutShare();
      isDeaf = !isCut && dice < conditions.cutShare() + conditions.deafShare();
      invokedNs = now();
      asked = server;
      if (stage != Stage.READ) {
        edgeAt(server).underWay.add(key);
      }
      var shop = shopAt(server);
      var lines = List.of(new Month.Line(sku, 1, Assortment.PRICE_MINOR));
      var text =
          stage == Stage.READ && order != null
              ? shop.readOrder(order)
              : shop.order(key, key + "@example.org", lines, token);
      return text.with("Deadline-Ms", DEADLINE_MS).render();
    }

    @Override
    public boolean isCut() {
      return isCut;
    }

    @Override
    public long responded(RawResponse answer) {
      leave();
      if (isDeaf) {
        return doubt(RetryPolicy.PAUSE_MS_MIN);
      }
      var body = answer.json();
      return switch (answer.status()) {
        case 200, 201 -> {
          record(Outcome.OK, ToldOrder.of(answer.status(), body));
          order = ShopClient.placed(body);
          yield over(true);
        }
        case 202 -> {
          record(Outcome.OK, ToldOrder.of(answer.status(), body));
          served();
          isPending = true;
          yield again(
              Math.min(
                  RetryPolicy.PAUSE_MS_MAX,
                  (4 * RetryPolicy.PAUSE_MS_MIN) << Math.min(attempts, 5)));
        }
        case 429, 500, 502, 503, 504 -> {
          tally.note(Mark.BLAMED);
          yield doubt(RetryPolicy.asked(answer, attempts));
        }
        default -> {
          record(Outcome.FAIL, ToldOrder.of(answer.status(), body));
          yield over(false);
        }
      };
    }

    @Override
    public long broken(Throwable cause, boolean sent) {
      leave();
      if (!isCut || !sent) {
        tally.note(Mark.UNANSWERED);
      }
      if (sent) {
        return doubt(RetryPolicy.grown(attempts));
      }
      attempts++;
      return again(RetryPolicy.grown(attempts));
    }

    private void leave() {
      if (asked != null) {
        edgeAt(asked).underWay.remove(key);
      }
    }

    /** The first proper answer, which need not be final. */
    private void served() {
      if (!isServed && stage != Stage.READ) {
        isServed = true;
        tally.waited(waited(false));
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
        tally.note(Mark.LEFT_PENDING);
      } else {
        tally.waited(waited(true));
        tally.failed(waited(true));
      }
      return DONE;
    }

    private Wait waited(boolean isVain) {
      return new Wait(bornNanos, System.nanoTime(), isVain);
    }

    private long over(boolean isYes) {
      served();
      if (stage == Stage.READ) {
        tally.note(Mark.READ);
        return DONE;
      }
      if (isYes) {
        tally.note(Mark.SERVED, asked);
      }
      if (waited(false).nanos() > PATIENCE.toNanos()) {
        tally.failed(waited(false));
      }
      if (stage == Stage.REPEAT) {
        tally.note(Mark.REPEATED);
        return DONE;
      }
      tally.note(isYes ? Mark.ACKNOWLEDGED : Mark.REFUSED);
      var dice = chance.nextInt(100);
      if (dice < REPEAT_PERCENT) {
        return later(Stage.REPEAT);
      }
      return isYes && dice < REPEAT_PERCENT + READ_PERCENT ? later(Stage.READ) : DONE;
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
