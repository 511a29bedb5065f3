package mercat.node;

import static mercat.testkit.LocalNode.assertFails;
import static mercat.testkit.LocalNode.get;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import mercat.contracts.Message;
import mercat.contracts.OrderId;
import mercat.contracts.Request;
import mercat.contracts.catalog.FindProduct;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.ReadOrder;
import mercat.contracts.orders.SearchOrders;
import mercat.contracts.orders.ShipOrder;
import mercat.node.cluster.ClusterConfig;
import mercat.node.cluster.Membership;
import mercat.platform.Call;
import mercat.platform.FailureKind;
import mercat.platform.bus.Bus;
import mercat.platform.discovery.Directory;
import mercat.platform.discovery.Node;
import mercat.platform.telemetry.Telemetry;
import mercat.testkit.Loopback;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * This version on one bus with others: nodes that know fewer words or more, as the wire shows them.
 */
class VersionsIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** Longer than anybody here waits: what fails does so because it was told. */
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private static final OrderId ID = new OrderId(UUID.randomUUID());
  private static final DeliveryOptions WIRE = new DeliveryOptions().setCodecName("mercat");

  private static final List<Vertx> NODES = new ArrayList<>();
  private static final List<Integer> PORTS = new ArrayList<>();
  private static Directory directory;
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
      PORTS.add(Loopback.freePort());
    }
    directory = join("here");
    here = new Bus(NODES.getLast(), directory, false, Telemetry.silent());
    get(
        here.serve(
            "catalog",
            FindProduct.class,
            (request, call) -> Future.succeededFuture(new FindProduct.Reply.Unknown())));
    for (var other : List.of("older", "later")) {
      var announcing = join(other);
      NODES.getLast().eventBus().registerCodec(new OtherVersion());
      get(announcing.own().announce("orders"));
    }
    later = NODES.getLast();
    answer(later, "orders.FindOrder@later", "orders.FindOrder.Reply", "Archived");
    answer(later, "orders.CancelOrder@later", "orders.CancelOrder.Reply", "Unknown");
    // Whoever fails there is another.
    for (var other : List.of("older", "later")) {
      await()
          .atMost(SOON)
          .until(() -> {
            directory.look();
            return directory.choose("orders", other, node -> false) != null;
          });
    }
  }

  /** A bus asks somebody else only so often: each test has all of that. */
  @BeforeEach
  void asksForTheFirstTime() {
    var vertx = NODES.getFirst();
    vertx.eventBus().unregisterCodec(new OtherVersion().name());
    here = new Bus(vertx, directory, false, Telemetry.silent());
  }

  @AfterAll
  static void part() {
    NODES.forEach(node -> node.close().await());
  }

  @Test
  void aWordThatOneNodeDoesNotServeIsAskedAtAnother() {
    for (int i = 0; i < 8; i++) {
      assertThat(get(ask(new CancelOrder(ID, "token")))).isEqualTo(new CancelOrder.Reply.Unknown());
    }
  }

  static Stream<Request<?>> wordsOfLaterVersions() {
    return Stream.of(
        new ShipOrder(ID), new ReadOrder(ID), new SearchOrders(null, null, null, null, 20));
  }

  @ParameterizedTest
  @MethodSource("wordsOfLaterVersions")
  void aWordThatNobodyServesIsUnavailableAtOnceAndHoldsNothingElseUp(Request<?> word) {
    var asked = Instant.now();
    for (int i = 0; i < 40; i++) {
      assertFails(FailureKind.UNAVAILABLE, () -> get(ask(word)));
    }
    assertThat(Duration.between(asked, Instant.now())).isLessThan(SOON);
    assertThat(here.breakers().values()).containsOnly("closed");
  }

  @Test
  void aVariantThatIsNotKnownIsADefectAndNoReply() {
    var asked = ask(new FindOrder(ID, "token"));
    assertFails(FailureKind.INTERNAL, () -> get(asked));
    assertThat(asked.cause())
        .hasMessageContaining("orders.FindOrder.Reply")
        .hasMessageContaining("Archived");
  }

  @Test
  void aRequestThatIsNotKnownIsAnsweredAsUnavailable() {
    var asked =
        "{\"kind\":\"asked\",\"type\":\"catalog.FindBundle\",\"body\":\"{}\",\"remainingMs\":9000}";
    var told = send(asked);
    assertThat(told).contains("\"failed\"", "\"UNAVAILABLE\"", "catalog.FindBundle");
  }

  @Test
  void aRequestWithMoreThanIsKnownIsAnswered() {
    var asked =
        "{\"kind\":\"asked\",\"type\":\"catalog.FindProduct\",\"remainingMs\":9000,\"caller\":\"edge\",\"tenant\":[1],"
            + "\"body\":\"{\\\"sku\\\":\\\"85123A\\\",\\\"locale\\\":\\\"de\\\"}\"}";
    assertThat(send(asked)).contains("\"answered\"", "Unknown");
  }

  private static String send(String json) {
    return get(later.eventBus().<String>request("catalog.FindProduct@here", json, WIRE)).body();
  }

  private static <R extends Message> Future<R> ask(Request<R> request) {
    return here.ask(request, Call.bySystem("edge", DEADLINE));
  }

  private static void answer(Vertx vertx, String address, String type, String variant) {
    var answer =
        "{\"kind\":\"answered\",\"type\":\"%s\",\"body\":\"{\\\"is\\\":\\\"%s\\\"}\",\"remainingMs\":0}"
            .formatted(type, variant);
    get(
        vertx
            .eventBus()
            .<String>consumer(address, asked -> asked.reply(answer, WIRE))
            .completion());
  }

  private static Directory join(String name) throws Exception {
    var node = new Node(name, "test", System.currentTimeMillis(), InstantSource.system());
    var config =
        new ClusterConfig(
            true,
            "versions-" + PORTS.getFirst(),
            "127.0.0.1",
            PORTS.get(NODES.size()),
            Loopback.freePort(),
            PORTS.stream().map(known -> "127.0.0.1:" + known).toList(),
            "hazelcast.yaml",
            "",
            Duration.ofDays(14));
    var membership = Membership.join(config, node.member(), new VertxOptions(), Vertx.builder());
    NODES.add(membership.vertx());
    var directory = new Directory(membership.vertx(), node, membership::present);
    get(directory.start());
    return directory;
  }
}
