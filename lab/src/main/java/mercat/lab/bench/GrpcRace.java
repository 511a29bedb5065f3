package mercat.lab.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import mercat.grpc.storefront.v1.Line;
import mercat.grpc.storefront.v1.NewOrder;
import mercat.grpc.storefront.v1.Payment;
import mercat.grpc.storefront.v1.PlaceOrderRequest;
import mercat.lab.bench.BenchPlan.Part;
import mercat.lab.load.ServerAddress;
import mercat.lab.shop.OrderLoad;
import mercat.lab.terminal.Numbers;

/**
 * The same orders by gRPC and by HTTP, in turn, by one client library with as many orders under way
 * on either side: what the other door costs. The client takes its part of the processor, and more
 * of it than {@link mercat.lab.load.LoadGenerator} does.
 */
final class GrpcRace implements AutoCloseable {
  private static final int UNDER_WAY = 64;
  private static final int GRPC_CONNECTIONS = 4;
  private static final Duration STOP_MAX = Duration.ofSeconds(30);
  private static final String METHOD = "/mercat.storefront.v1.StorefrontService/PlaceOrder";

  private final BenchPlan plan;
  private final ServerAddress http;
  private final ServerAddress grpc;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient httpClient =
      vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(UNDER_WAY));
  private final HttpClient grpcClient =
      vertx.createHttpClient(
          new HttpClientOptions()
              .setProtocolVersion(HttpVersion.HTTP_2)
              .setHttp2ClearTextUpgrade(false)
              .setHttp2MultiplexingLimit(UNDER_WAY / GRPC_CONNECTIONS),
          new PoolOptions().setHttp2MaxSize(GRPC_CONNECTIONS));

  GrpcRace(BenchPlan plan, ServerAddress http, ServerAddress grpc) {
    this.plan = plan;
    this.http = http;
    this.grpc = grpc;
  }

  BenchVerdict.Grpc run() {
    // Once unmeasured on either side: the code must be as warm as it will get.
    var unused = round(this::orderByGrpc) + round(this::orderByHttp);
    var calls = new ArrayList<Double>();
    var requests = new ArrayList<Double>();
    for (var i = 0; i < plan.rounds(Part.REST); i++) {
      calls.add(round(this::orderByGrpc));
      requests.add(round(this::orderByHttp));
    }
    return new BenchVerdict.Grpc(
        Numbers.median(calls), Numbers.median(requests), Numbers.medianRatio(calls, requests));
  }

  /** Orders a second. */
  private double round(Supplier<Future<Boolean>> order) {
    var placed = new LongAdder();
    var beganNanos = System.nanoTime();
    var endNanos = beganNanos + plan.reads().toNanos();
    var lanes =
        IntStream.range(0, UNDER_WAY).mapToObj(lane -> lane(order, placed, endNanos)).toList();
    try {
      var unused = Future.join(lanes).await(STOP_MAX.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IllegalStateException("orders were not answered", late);
    }
    return placed.sum() / Numbers.secondsSince(beganNanos);
  }

  private static Future<Void> lane(
      Supplier<Future<Boolean>> order, LongAdder placed, long endNanos) {
    if (System.nanoTime() >= endNanos) {
      return Future.succeededFuture();
    }
    return order
        .get()
        .compose(isPlaced -> {
          if (!isPlaced) {
            return Future.failedFuture("an order was not taken");
          }
          placed.increment();
          return lane(order, placed, endNanos);
        });
  }

  private Future<Boolean> orderByGrpc() {
    var message =
        PlaceOrderRequest.newBuilder()
            .setIdempotencyKey(key())
            .setOrder(
                NewOrder.newBuilder()
                    .setEmail(buyer())
                    .addLines(Line.newBuilder().setSku(article()).setQuantity(1))
                    .setPayment(Payment.newBuilder().setMethod("card").setToken("tok_ok")))
            .build()
            .toByteArray();
    var body = Buffer.buffer().appendByte((byte) 0).appendInt(message.length).appendBytes(message);
    var options =
        to(grpc, METHOD).putHeader("content-type", "application/grpc").putHeader("te", "trailers");
    return grpcClient
        .request(options)
        .compose(request ->
            answered(request, body)
                .map(response -> "0".equals(response.getTrailer("grpc-status"))));
  }

  private Future<Boolean> orderByHttp() {
    var body =
        new JsonObject()
            .put("email", buyer())
            .put("lines", JsonArray.of(new JsonObject().put("sku", article()).put("quantity", 1)))
            .put("payment", new JsonObject().put("method", "card").put("token", "tok_ok"))
            .toBuffer();
    var options =
        to(http, "/v1/orders")
            .putHeader("content-type", "application/json")
            .putHeader("idempotency-key", key());
    return httpClient
        .request(options)
        .compose(request -> answered(request, body).map(response -> response.statusCode() == 201));
  }

  private static RequestOptions to(ServerAddress address, String path) {
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setHost(address.host())
        .setPort(address.port())
        .setURI(path);
  }

  /** The response, once all of it is there. */
  private static Future<HttpClientResponse> answered(HttpClientRequest request, Buffer body) {
    var answered = request.response().compose(response -> response.body().map(response));
    return request.end(body).compose(sent -> answered);
  }

  private static String key() {
    return UUID.randomUUID().toString();
  }

  private static String buyer() {
    return "buyer-" + ThreadLocalRandom.current().nextInt(OrderLoad.BUYERS) + "@example.org";
  }

  private static String article() {
    return OrderLoad.sku(ThreadLocalRandom.current().nextInt(OrderLoad.SKUS));
  }

  @Override
  public void close() {
    var unused = vertx.close();
  }
}
