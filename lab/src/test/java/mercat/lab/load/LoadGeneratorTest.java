package mercat.lab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import mercat.lab.load.LoadGenerator.CallOutcome;
import mercat.lab.load.LoadGenerator.IdempotentRequest;
import mercat.verify.UnreachableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
  private static final RetryPolicy SHORT =
      new RetryPolicy(Duration.ofMillis(300), Duration.ofMinutes(1), Duration.ofMillis(300));

  private final Vertx vertx = Vertx.vertx();
  private final LoadGenerator load = new LoadGenerator();

  @AfterEach
  void close() {
    load.close();
    vertx.close().await();
  }

  @Test
  void repeatsTheSameRequestUntilTheAnswerIsFinal() {
    ConcurrentMap<String, AtomicInteger> seen = new ConcurrentHashMap<>();
    var address =
        serve(request -> {
          var path = String.valueOf(request.path());
          var turn = seen.computeIfAbsent(path, first -> new AtomicInteger()).incrementAndGet();
          if (path.equals("/silent") && turn == 1) {
            return; // never answered: the attempt must be given up
          }
          if (path.equals("/broken") && turn == 1) {
            request.connection().close();
            return;
          }
          var status = turn < 3 && path.startsWith("/5") ? 503 : turn < 3 ? 202 : 201;
          var response = request.response().setStatusCode(status).putHeader("Retry-After", "0");
          if (!path.equals("/accepted")) {
            response.putHeader("Location", path); // a 202 that says where to look is not final
          }
          response.end(path);
        });
    var ended = settled(address, SHORT, "/silent", "/broken", "/503", "/202", "/accepted");

    assertThat(ended)
        .extracting(outcome -> outcome.describe() + " " + outcome.isSuccess())
        .containsExactlyInAnyOrder(
            "201 /silent true",
            "201 /broken true",
            "201 /503 true",
            "201 /202 true",
            "202 /accepted true");
  }

  @Test
  void saysSoWhenPatienceEndsBeforeAFinalAnswer() {
    var address = serve(request -> request.response().setStatusCode(503).end());
    var patience =
        new RetryPolicy(Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofSeconds(1));

    var ended = settled(address, patience, "/");

    assertThat(ended).hasSize(1);
    assertThat(ended.getFirst().isFinal()).isFalse();
    assertThat(ended.getFirst().status()).isEqualTo(503);
  }

  @Test
  void failsWhenNobodyAnswers() {
    assertThatThrownBy(() -> settled(new ServerAddress("127.0.0.1", 1, ""), SHORT, "/"))
        .isInstanceOf(UnreachableException.class)
        .hasMessageStartingWith("nobody answers at http://127.0.0.1:1 (");
  }

  @Test
  void closedLoopSendsEveryNumberOnce() {
    ConcurrentMap<String, String> seen = new ConcurrentHashMap<>();
    var address =
        serve(request ->
            request
                .body()
                .onSuccess(body -> {
                  seen.put(String.valueOf(request.path()), body.toString());
                  request.response().end("ok");
                }));
    var template =
        new RequestTemplate(
            HttpText.post(
                address,
                "/n/" + RequestTemplate.slot(0),
                "{\"sku\":\"S-" + RequestTemplate.slot(1) + "\"}"));

    var report =
        load.closedLoop(
            address, 16, Duration.ofSeconds(1), number -> template.render(number, number % 7));

    assertThat(report.count(200)).isPositive().isEqualTo(seen.size());
    assertThat(report.requests()).isEqualTo(seen.size());
    assertThat(seen).containsEntry("/n/000000008", "{\"sku\":\"S-000000001\"}");
  }

  @Test
  void openLoopChargesAStallToEveryoneWhoWaited() {
    var calls = new AtomicInteger();
    var address =
        serve(request -> {
          if (calls.incrementAndGet() == 100) {
            vertx.setTimer(400, late -> request.response().end());
          } else {
            request.response().end();
          }
        });
    var get = HttpText.get(address, "/").render();

    // One connection: the stalled answer holds up the 200 requests meant for the next 400 ms.
    var report = load.openLoop(address, 1, Duration.ofSeconds(1), 500, number -> get.copy());

    assertThat(report.responses()).isEqualTo(500);
    assertThat(report.percentileMs(100)).isGreaterThan(390);
    assertThat(report.percentileMs(75)).isGreaterThan(50);
  }

  private List<CallOutcome> settled(ServerAddress address, RetryPolicy policy, String... paths) {
    var ended = new CopyOnWriteArrayList<CallOutcome>();
    var requests =
        Stream.of(paths)
            .map(path -> new IdempotentRequest(HttpText.get(address, path).render(), ended::add));
    load.settle(address, 2, policy, false, requests.iterator());
    return ended;
  }

  private ServerAddress serve(java.util.function.Consumer<HttpServerRequest> handler) {
    HttpServer server =
        vertx.createHttpServer().requestHandler(handler::accept).listen(0, "127.0.0.1").await();
    return new ServerAddress("127.0.0.1", server.actualPort(), "");
  }
}
