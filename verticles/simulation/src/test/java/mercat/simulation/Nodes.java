package mercat.simulation;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import mercat.catalog.CatalogContext;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.inventory.InventoryContext;
import mercat.orders.OrdersContext;
import mercat.payments.PaymentProvider;
import mercat.payments.PaymentsConfig;
import mercat.payments.PaymentsContext;
import mercat.payments.sandbox.SandboxProvider;
import mercat.platform.Actor;
import mercat.platform.Failure;
import mercat.promotions.PromotionsContext;
import mercat.testkit.LocalNode;
import mercat.testkit.TestDatabase;
import org.jspecify.annotations.Nullable;

/**
 * Several nodes on one database, each with every context, and the provider, which never dies. A
 * node that crashes comes back after a while as another life.
 */
final class Nodes implements AutoCloseable {
  private static final int PLACES = 3;
  private static final int DOWN_MS_MAX = 400;

  private final TestDatabase database;
  private final Map<String, String> settings;
  private final Chance chance;
  private final Journal journal;
  private final Network network;
  private final LocalNode providerNode;
  private final PaymentProvider provider;
  private final AtomicReferenceArray<Life> places = new AtomicReferenceArray<>(PLACES);
  private final Queue<Future<Void>> starts = new ConcurrentLinkedQueue<>();

  /** Nodes that all run. */
  Nodes(TestDatabase database, Map<String, String> settings, Chance chance, Journal journal) {
    this.database = database;
    this.settings = settings;
    this.chance = chance;
    this.journal = journal;
    this.network = new Network(chance, journal, this::crash);
    this.providerNode = new LocalNode(database, InstantSource.system(), settings);
    this.provider = open(providerNode);
    for (int place = 0; place < PLACES; place++) {
      start(place, 1, starting());
    }
    awaitAll();
  }

  Network network() {
    return network;
  }

  /** Asks by way of a node, as the edge of that node would. Fails when the node is or goes down. */
  <R extends Message> Future<R> asking(int place, Actor actor, Request<R> request) {
    var life = places.get(Math.floorMod(place, PLACES));
    if (life.isOver() || !life.isReady()) {
      return Future.failedFuture(Failure.unavailable(life.toString(), null));
    }
    var answer = Promise.<R>promise();
    life.death().onComplete(dead -> answer.tryFail(Failure.unavailable(life.toString(), null)));
    life.node().askingAs(actor, request).onComplete(answer::tryComplete, answer::tryFail);
    return answer.future();
  }

  /** A node dies in the middle of whatever it does, and comes back later. */
  void crash(int place) {
    crash(places.get(Math.floorMod(place, PLACES)));
  }

  /** Waits until every node that is to run does. */
  void awaitAll() {
    for (var start = starts.poll(); start != null; start = starts.poll()) {
      LocalNode.get(start);
    }
  }

  private void crash(Life life) {
    if (!life.isReady() || !life.end()) {
      return;
    }
    network.unreach(life);
    journal.note(life + " dies");
    int downMs = chance.of("how long " + life + " is down").nextInt(DOWN_MS_MAX);
    var started = starting();
    life.node()
        .crash()
        .onComplete(
            dead -> network.later(downMs, () -> start(life.place(), life.number() + 1, started)));
  }

  private Promise<Void> starting() {
    var started = Promise.<Void>promise();
    starts.add(started.future());
    return started;
  }

  private void start(int place, int number, Promise<Void> started) {
    var life = new Life(place, number);
    places.set(place, life);
    var unused =
        Thread.ofVirtual()
            .name(life.toString())
            .start(() -> {
              try {
                host(life);
                journal.note(life + " runs");
                started.complete();
              } catch (RuntimeException | AssertionError broken) {
                started.fail(broken);
              }
            });
  }

  private void host(Life life) {
    var node =
        new LocalNode(
            database,
            InstantSource.system(),
            settings,
            straight -> network.between(life, straight));
    node.host(new CatalogContext());
    node.host(new InventoryContext());
    node.host(new PromotionsContext());
    node.host(new PaymentsContext(new FaultyProvider(network, life, provider)));
    node.host(new OrdersContext());
    life.becomesReady(node);
    network.reach(life);
  }

  private static PaymentProvider open(LocalNode node) {
    var opened = new AtomicReference<@Nullable PaymentProvider>();
    node.host(
        "sandbox",
        sandbox -> opened.set(new SandboxProvider(sandbox, sandbox.config(PaymentsConfig.class))));
    return requireNonNull(opened.get());
  }

  @Override
  public void close() {
    awaitAll();
    for (int place = 0; place < PLACES; place++) {
      places.get(place).node().close();
    }
    network.close();
    providerNode.close();
  }
}
