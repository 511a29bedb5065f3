package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mercat.contracts.Message;
import mercat.contracts.OrderId;
import mercat.contracts.Request;
import mercat.contracts.catalog.FindProduct;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.ShipOrder;
import mercat.node.cluster.ClusterConfig;
import mercat.node.cluster.Membership;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import mercat.platform.bus.Bus;
import mercat.platform.discovery.Directory;
import mercat.platform.discovery.Node;
import mercat.platform.telemetry.Telemetry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * This version on one bus with others: nodes that know fewer words or more, as the wire shows them.
 */
class VersionsIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** Well under the deadline: what fails does so because it was told, not because it waited. */
  private static final Duration AT_ONCE = Duration.ofSeconds(10);

  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final OrderId ID = new OrderId(UUID.randomUUID());
  private static final DeliveryOptions WIRE = new DeliveryOptions().setCodecName("mercat");

  private static final List<Vertx> NODES = new ArrayList<>();
  private static final List<Integer> PORTS = new ArrayList<>();
  private static Bus here;
  private static Vertx later;

  /** The codec of another version, which writes and reads what the test wants. */
  private static final class OtherVersion implements MessageCodec<String, String> {
    @Override
    public void encodeToWire(Buffer buffer, String json) {
      var bytes = json.getBytes(StandardCharsets.UTF_8);
      buffer.appendInt(bytes.length).appendBytes(bytes);
    }

    @Override
    public String decodeFromWire(int position, Buffer buffer) {
      return buffer.getString(position + 4, position + 4 + buffer.getInt(position));
    }

    @Override
    public String transform(String json) {
      return json;
    }

    @Override
    public String name() {
      return "mercat";
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }

  @BeforeAll
  static void meet() throws Exception {
    for (int i = 0; i < 3; i++) {
      PORTS.add(RunningShop.freePort());
    }
    var own = node("here");
    var directory = join(own, PORTS.get(0));
    here = new Bus(NODES.getLast(), directory, false, Telemetry.silent());
    here.serve(
            "catalog",
            FindProduct.class,
            (request, call) -> Future.succeededFuture(new FindProduct.Reply.Unknown()))
        .await(30, TimeUnit.SECONDS);

    other("older", PORTS.get(1));
    other("later", PORTS.get(2));
    later = NODES.getLast();
    answer(later, "orders.FindOrder@later", "orders.FindOrder.Reply", "Archived");
    answer(later, "orders.CancelOrder@later", "orders.CancelOrder.Reply", "Unknown");
    await().atMost(SOON).until(() -> directory.records().await().size() == 2);
    directory.look();
    await().atMost(SOON).until(() -> directory.isServed("orders"));
  }

  @AfterAll
  static void part() {
    NODES.forEach(node -> node.close().await());
  }

  @Test
  void aWordThatOneNodeDoesNotServeIsAskedAtAnother() throws TimeoutException {
    for (int i = 0; i < 8; i++) {
      assertThat(get(new CancelOrder(ID, "token"))).isEqualTo(new CancelOrder.Reply.Unknown());
    }
  }

  @Test
  void aWordThatNobodyServesIsUnavailableAtOnce() {
    var failure = failure(new ShipOrder(ID));
    assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
  }

  @Test
  void aVariantThatIsNotKnownIsADefectAndNoReply() {
    var failure = failure(new FindOrder(ID, "token"));
    assertThat(failure.kind()).isEqualTo(FailureKind.INTERNAL);
    assertThat(failure).hasMessageContaining("orders.FindOrder.Reply");
    assertThat(failure).hasMessageContaining("Archived");
  }

  @Test
  void aRequestThatIsNotKnownIsAnsweredAsUnavailable() throws TimeoutException {
    var asked =
        "{\"kind\":\"asked\",\"type\":\"catalog.FindBundle\",\"body\":\"{}\",\"remainingMs\":9000}";
    var told = send(asked);
    assertThat(told).contains("\"failed\"", "\"UNAVAILABLE\"", "catalog.FindBundle");
  }

  @Test
  void aRequestWithMoreThanIsKnownIsAnswered() throws TimeoutException {
    var asked =
        "{\"kind\":\"asked\",\"type\":\"catalog.FindProduct\",\"remainingMs\":9000,\"tenant\":[1],"
            + "\"body\":\"{\\\"sku\\\":\\\"85123A\\\",\\\"locale\\\":\\\"de\\\"}\"}";
    assertThat(send(asked)).contains("\"answered\"", "Unknown");
  }

  private static String send(String json) throws TimeoutException {
    return later
        .eventBus()
        .<String>request("catalog.FindProduct@here", json, WIRE)
        .await(AT_ONCE.toSeconds(), TimeUnit.SECONDS)
        .body();
  }

  private static <R extends Message> R get(Request<R> request) throws TimeoutException {
    return ask(request).await(AT_ONCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static Failure failure(Request<?> request) {
    var asked = ask(request);
    await().atMost(AT_ONCE).until(asked::isComplete);
    assertThat(asked.cause()).isInstanceOf(Failure.class);
    return (Failure) asked.cause();
  }

  private static <R extends Message> Future<R> ask(Request<R> request) {
    return here.ask(request, Call.bySystem("test", DEADLINE));
  }

  private static void answer(Vertx vertx, String address, String type, String variant)
      throws TimeoutException {
    var answer =
        "{\"kind\":\"answered\",\"type\":\"%s\",\"body\":\"{\\\"is\\\":\\\"%s\\\"}\",\"remainingMs\":0}"
            .formatted(type, variant);
    vertx
        .eventBus()
        .<String>consumer(address, asked -> asked.reply(answer, WIRE))
        .completion()
        .await(30, TimeUnit.SECONDS);
  }

  /** A node of another version: serves orders, as far as the test says. */
  private static void other(String name, int port) throws Exception {
    var directory = join(node(name), port);
    NODES.getLast().eventBus().registerCodec(new OtherVersion());
    directory.own().announce("orders").await(30, TimeUnit.SECONDS);
  }

  private static Node node(String name) {
    return new Node(name, "test", System.currentTimeMillis(), InstantSource.system());
  }

  private static Directory join(Node node, int port) throws Exception {
    var config =
        new ClusterConfig(
            true,
            "versions-" + PORTS.getFirst(),
            "127.0.0.1",
            port,
            RunningShop.freePort(),
            PORTS.stream().map(known -> "127.0.0.1:" + known).toList(),
            "hazelcast.yaml",
            "");
    var membership = Membership.join(config, node.member(), new VertxOptions());
    NODES.add(membership.vertx());
    var directory = new Directory(membership.vertx(), node, membership::present);
    directory.start().await(30, TimeUnit.SECONDS);
    return directory;
  }
}
