package mercat.edge;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the API's listener allows.
 *
 * @param connectionsMax open at once in each instance; one more is closed
 * @param requestsMax under way at once in each instance; one more is answered <em>overloaded</em>
 * @param ordersPerSecondMax taken on by all instances of this node together; one more is answered
 *     <em>overloaded</em>; 0 for any number. After a pause a tenth of them may come at once
 * @param attemptsMax to sign in, to register and the like, of each kind, from one address in a
 *     minute; one more is answered <em>too many attempts</em>; 0 for any number
 * @param accountAttemptsMax the same for one account, wherever they come from
 * @param orderAttemptsMax orders tried from one address, and for one account, in a minute; 0 for
 *     any number
 * @param tokenAttemptsMax tokens that clients of OAuth ask for, from one address, and by one
 *     client, in a minute; 0 for any number
 * @param hookAttemptsMax hooks of payment providers from one address in a minute; 0 for any number
 * @param couponAttemptsMax coupons that there are not, named from one address in a minute, after
 *     which none may be named for a while; 0 for any number
 * @param attemptsKeptMax addresses and accounts whose attempts are remembered, of all instances of
 *     this node together
 * @param trustedHops proxies before this listener that add to {@code X-Forwarded-For}; 0 to go by
 *     the address of the connection
 * @param idleTimeout after which a silent connection is closed
 * @param headTimeout in which a head that has begun must have arrived
 * @param bodyTimeout in which a body must have arrived
 * @param importTimeout in which an import must have ended
 * @param recommendationsPatience how long recommendations may take to answer, beyond which a list
 *     of them is empty; 1 ms to 10 s
 * @param bodiesBytesMax what the bodies of requests under way may take, of all instances of this
 *     node together; one more is answered <em>overloaded</em>
 * @param eventReadersMax who may read events at once or wait for them, of all instances of this
 *     node together, 1 to 1000; one more is answered <em>overloaded</em>
 * @param unreadBytesMax what responses that clients have not read yet may take, in each instance;
 *     beyond it the connections of the slowest are closed
 * @param cachedBytesMax what the products kept ready to be sent may weigh, in each instance
 * @param corsOrigins whose scripts browsers let call the API, such as {@code
 *     https://shop.example.org}; none by default
 * @param hsts how long browsers insist on TLS; 0 where no proxy speaks it before the edge
 * @param grpcEnabled whether the API is served by gRPC too
 * @param grpcPort where, at the same address
 * @param grpcConnectionsMax of gRPC, open at once in each instance; one more is closed
 * @param grpcCallsMax under way at once on one connection, 1 to 10,000
 * @param grpcWatchesMax orders watched at once, by all instances of this node together; one more is
 *     answered <em>overloaded</em>
 * @param grpcWatchTime how long an order may be watched, 1 s to 1 h; a connection of gRPC that is
 *     silent for 30 s longer is closed
 * @param grpcReflection whether tools are told which services there are
 */
public record EdgeConfig(
    String host,
    int port,
    int connectionsMax,
    int requestsMax,
    int ordersPerSecondMax,
    int attemptsMax,
    int accountAttemptsMax,
    int orderAttemptsMax,
    int tokenAttemptsMax,
    int hookAttemptsMax,
    int couponAttemptsMax,
    int attemptsKeptMax,
    int trustedHops,
    Duration idleTimeout,
    Duration headTimeout,
    Duration bodyTimeout,
    Duration importTimeout,
    Duration recommendationsPatience,
    long bodiesBytesMax,
    int eventReadersMax,
    long unreadBytesMax,
    long cachedBytesMax,
    List<String> corsOrigins,
    Duration hsts,
    boolean grpcEnabled,
    int grpcPort,
    int grpcConnectionsMax,
    int grpcCallsMax,
    int grpcWatchesMax,
    Duration grpcWatchTime,
    boolean grpcReflection) {
  private static final int ORDERS_PER_SECOND_MAX = 1_000_000;
  private static final int GRPC_CALLS_MAX = 10_000;
  private static final int EVENT_READERS_MAX = 1_000;

  public EdgeConfig {
    corsOrigins = List.copyOf(corsOrigins);
    require(
        ordersPerSecondMax >= 0 && ordersPerSecondMax <= ORDERS_PER_SECOND_MAX,
        "orders-per-second-max is from 0 to " + ORDERS_PER_SECOND_MAX);
    require(
        IntStream.of(
                attemptsMax,
                accountAttemptsMax,
                orderAttemptsMax,
                tokenAttemptsMax,
                hookAttemptsMax,
                couponAttemptsMax,
                trustedHops)
            .allMatch(max -> max >= 0),
        "attempts-max, edge.account-attempts-max, edge.order-attempts-max,"
            + " edge.token-attempts-max, edge.hook-attempts-max, edge.coupon-attempts-max and"
            + " edge.trusted-hops are 0 or more");
    require(
        isWithin(recommendationsPatience, Duration.ofMillis(1), Duration.ofSeconds(10)),
        "recommendations-patience is from 1ms to 10s");
    require(
        grpcCallsMax >= 1 && grpcCallsMax <= GRPC_CALLS_MAX,
        "grpc-calls-max is from 1 to " + GRPC_CALLS_MAX);
    require(
        grpcConnectionsMax >= 0 && grpcWatchesMax >= 0,
        "grpc-connections-max and edge.grpc-watches-max are 0 or more");
    require(
        isWithin(grpcWatchTime, Duration.ofSeconds(1), Duration.ofHours(1)),
        "grpc-watch-time is from 1s to 1h");
    require(idleTimeout.toMillis() >= 100, "idle-timeout is at least 100ms");
    require(
        eventReadersMax >= 1 && eventReadersMax <= EVENT_READERS_MAX,
        "event-readers-max is from 1 to " + EVENT_READERS_MAX);
    require(attemptsKeptMax >= 1, "attempts-kept-max is at least 1");
  }

  private static boolean isWithin(Duration time, Duration min, Duration max) {
    return time.compareTo(min) >= 0 && time.compareTo(max) <= 0;
  }

  private static void require(boolean isSo, String otherwise) {
    if (!isSo) {
      throw new IllegalArgumentException("edge." + otherwise);
    }
  }

  public static EdgeConfig defaults() {
    return new EdgeConfig(
        "127.0.0.1",
        8080,
        5_000,
        2_000,
        0,
        30,
        10,
        0,
        300,
        6_000,
        60,
        100_000,
        0,
        Duration.ofSeconds(60),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofMinutes(10),
        Duration.ofMillis(50),
        32L * 1024 * 1024,
        32,
        16L * 1024 * 1024,
        32L * 1024 * 1024,
        List.of(),
        Duration.ZERO,
        false,
        8081,
        1_000,
        100,
        1_000,
        Duration.ofMinutes(5),
        false);
  }
}
