package mercat.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import mercat.contracts.catalog.FindProducts;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Frames that no client would send, and clients that read nothing: others are served all along. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrpcFloodIT {
  private static final String FIND = "/mercat.storefront.v1.StorefrontService/FindProducts";
  private static final Duration SOON = Duration.ofSeconds(90);

  /** More than fit into what the machine itself keeps for a connection. */
  private static final int FRAMES = 2_000_000;

  private static final int CALLS_MAX = 1_000;

  @AutoClose private final GrpcClient client = new GrpcClient();

  @BeforeAll
  void start() {
    client.edge().isReady(true);
    client.edge().answer(FindProducts.class, new FindProducts.Found(List.of(), false));
  }

  @AfterEach
  void servesOthers() {
    assertThat(GrpcHealth.check(client.channel(), "")).isEqualTo(ServingStatus.SERVING);
  }

  /** What is sent again and again; streams of clients have odd numbers. */
  enum Flood {
    /** Of calls that are begun and left at once. */
    RESETS,

    /** Of mistakes in calls, by which the server is made to leave them. */
    MISTAKES,

    /** Of calls that are refused; each is answered with more than it took. */
    REFUSALS,

    PINGS,

    SETTINGS,

    /** Of a head that never ends, and grows by next to nothing. */
    CONTINUATIONS,

    /** Of a head that never ends, and grows. */
    HEADERS,

    /** Of data that is none. */
    EMPTY_DATA;

    byte[] once(int stream) {
      return switch (this) {
        case RESETS ->
            RawHttp2.of(
                called(stream), RawHttp2.frame(RawHttp2.RST_STREAM, 0, stream, RawHttp2.number(8)));
        case MISTAKES ->
            RawHttp2.of(
                called(stream),
                RawHttp2.frame(RawHttp2.WINDOW_UPDATE, 0, stream, RawHttp2.number(0)));
        case REFUSALS ->
            RawHttp2.frame(
                RawHttp2.HEADERS,
                RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                stream,
                RawHttp2.fields("/none"));
        case PINGS -> RawHttp2.frame(RawHttp2.PING, 0, 0, new byte[8]);
        case SETTINGS -> RawHttp2.frame(RawHttp2.SETTINGS, 0, 0, RawHttp2.NOTHING);
        case CONTINUATIONS ->
            stream == 1
                ? RawHttp2.frame(RawHttp2.HEADERS, 0, 1, RawHttp2.fields(FIND))
                : RawHttp2.frame(RawHttp2.CONTINUATION, 0, 1, RawHttp2.NOTHING);
        case HEADERS ->
            stream == 1
                ? RawHttp2.frame(RawHttp2.HEADERS, 0, 1, RawHttp2.fields(FIND))
                : RawHttp2.frame(
                    RawHttp2.CONTINUATION, 0, 1, "\0\5x-one\5large".getBytes(US_ASCII));
        case EMPTY_DATA ->
            stream == 1
                ? RawHttp2.head(1, FIND)
                : RawHttp2.frame(RawHttp2.DATA, 0, 1, RawHttp2.NOTHING);
      };
    }

    private static byte[] called(int stream) {
      return RawHttp2.of(
          RawHttp2.head(stream, FIND),
          RawHttp2.frame(RawHttp2.DATA, RawHttp2.END_STREAM, stream, RawHttp2.EMPTY_MESSAGE));
    }
  }

  /** Either the server hangs up, or it reads no more: what it keeps for a client is bounded. */
  @ParameterizedTest
  @EnumSource
  void isNotTakenWithoutEnd(Flood flood) {
    int before = client.edge().asked(FindProducts.class).size();
    try (var attacker = RawHttp2.to(client.port())) {
      var sent = new AtomicInteger();
      var isCut = new AtomicBoolean();
      var sending =
          CompletableFuture.runAsync(
              () -> {
                while (sent.get() < FRAMES && !isCut.get()) {
                  isCut.set(!attacker.offer(flood.once(2 * sent.getAndIncrement() + 1)));
                }
              },
              Thread::startVirtualThread);
      var seen = new AtomicInteger();
      var looksAlike = new AtomicInteger();
      Awaitility.await()
          .atMost(SOON)
          .until(() -> {
            servesOthers();
            int now = sent.get();
            boolean isMore = seen.getAndSet(now) != now;
            looksAlike.set(isMore ? 0 : looksAlike.get() + 1);
            return sending.isDone() || looksAlike.get() == 10;
          });
      assertThat(isCut.get() || !sending.isDone())
          .as("%d times, all of them taken", sent.get())
          .isTrue();
    }
    assertThat(client.edge().asked(FindProducts.class).size() - before).isLessThan(CALLS_MAX);
  }
}
