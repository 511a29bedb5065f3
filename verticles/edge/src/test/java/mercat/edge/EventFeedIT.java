package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import mercat.contracts.Sku;
import mercat.contracts.Vocabulary;
import mercat.contracts.catalog.ProductWithdrawn;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadEvents;
import mercat.contracts.log.ReadEvents.Reply;
import mercat.contracts.log.ReadLog;
import mercat.platform.Failure;
import mercat.testkit.HttpReply;
import mercat.testkit.LocalNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The feed of events before contexts whose logs the test keeps. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventFeedIT {
  private static final String PATH = "/v1/admin/events";
  private static final UUID LIFE = new UUID(0, 9);

  @AutoClose private final RunningEdge edge = new RunningEdge("edge.event-readers-max", "2");
  private final Map<String, List<LogEntry>> logs = new ConcurrentHashMap<>();
  private final Map<String, Reply> refusals = new ConcurrentHashMap<>();
  private final Set<String> silent = ConcurrentHashMap.newKeySet();
  private final AtomicInteger answered = new AtomicInteger();

  @BeforeEach
  void serveLogs() {
    logs.clear();
    refusals.clear();
    silent.clear();
    edge.answerWith(ReadEvents.class, (read, call) -> answer(read));
  }

  @Test
  void givesEachEventOnceAndGoesOnWhereAPageEnded() {
    for (int i = 0; i < 7; i++) {
      tell(i % 2 == 0 ? "orders" : "catalog");
    }
    var told = new ArrayList<String>();
    var after = "";
    for (int page = 0; page < 4; page++) {
      var reply = get("?limit=2" + after).is(200);
      told.addAll(ids(reply));
      after = "&after=" + reply.at("/next");
    }
    assertThat(told)
        .containsExactlyInAnyOrder(
            "orders 1", "orders 2", "orders 3", "orders 4", "catalog 1", "catalog 2", "catalog 3");
    assertThat(ids(get("?limit=2" + after).is(200))).isEmpty();
    tell("payments");
    assertThat(ids(get("?limit=2" + after).is(200))).containsExactly("payments 1");
  }

  @Test
  void beginsAtTheEndWhereThatIsWanted() {
    tell("orders");
    var end = get("?after=end").is(200);
    assertThat(ids(end)).isEmpty();
    tell("orders");
    tell("catalog");
    assertThat(ids(get("?after=" + end.at("/next")).is(200)))
        .containsExactlyInAnyOrder("orders 2", "catalog 1");
    silent.add("payments");
    get("?after=end").is(503, "unavailable");
  }

  @Test
  void waitsUntilSomethingHappens() {
    var next = get("").is(200).at("/next");
    var waiting = waiting("?wait=30&after=" + next);
    awaitReaders(1);
    tell("payments");
    edge.ring("payments");
    assertThat(ids(waiting.join())).containsExactly("payments 1");
    var asked = edge.asked(ReadEvents.class);
    assertThat(asked.getLast().context()).as("only who rang was asked again").isEqualTo("payments");
    awaitReaders(0);
  }

  @Test
  void answersWithoutEventsWhenTheWaitIsOver() {
    var reply = get("?wait=1").is(200);
    assertThat(ids(reply)).isEmpty();
    assertThat(ids(get("?after=" + reply.at("/next")).is(200))).isEmpty();
  }

  @Test
  void findsWhatNoBellToldOf() {
    var waiting = waiting("?wait=30");
    awaitReaders(1);
    tell("orders");
    assertThat(ids(waiting.join())).containsExactly("orders 1");
  }

  @Test
  void letsNoMoreWaitThanThereIsRoomForAndForgetsWhoHungUp() {
    var request =
        "GET " + PATH + "?wait=30 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin-token\r\n\r\n";
    edge.connect(request);
    edge.connect(request);
    awaitReaders(2);
    assertThat(get("").is(503, "overloaded").header("Retry-After")).isEqualTo("1");
    edge.hangUp();
    awaitReaders(0);
    get("").is(200);
  }

  @Test
  void tellsWhoDidNotAnswerAndGivesTheirEventsLater() {
    tell("orders");
    tell("audit");
    silent.add("audit");
    var reply = get("").is(200);
    assertThat(ids(reply)).containsExactly("orders 1");
    assertThat(reply.at("/unavailable/0")).isEqualTo("audit");
    silent.clear();
    assertThat(ids(get("?after=" + reply.at("/next")).is(200))).containsExactly("audit 1");
    edge.fail(ReadEvents.class, Failure.unavailable("everybody", null));
    get("").is(503, "unavailable");
  }

  @Test
  void saysWhatIsGone() {
    tell("orders");
    var next = get("").is(200).at("/next");
    var reasons =
        Map.of(
            "another_log", new Reply.OtherLog(new UUID(0, 1)),
            "removed", new Reply.Removed(7),
            "beyond_end", new Reply.BeyondEnd(0));
    reasons.forEach((reason, reply) -> {
      refusals.put("orders", reply);
      var gone = get("?after=" + next).is(410, "events_gone");
      assertThat(gone.at("/context")).isEqualTo("orders");
      assertThat(gone.at("/reason")).isEqualTo(reason);
    });
  }

  @Test
  void refusesACursorThatIsNone() {
    var next = get("").is(200).at("/next");
    for (var cursor : List.of(next.substring(1), next + "A", "A", "END", "x".repeat(3_000))) {
      var refused = get("?after=" + cursor).is(400, "invalid_request");
      assertThat(refused.at("/errors/0/pointer")).isEqualTo("query:after");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"?wait=31", "?wait=-1", "?limit=0", "?limit=501", "?after=", "?after=%20", "?x=1"})
  void refusesAQuestionThatMeansNothing(String query) {
    get(query).is(400, "invalid_request");
  }

  @Test
  void isOpenToWhoMayReadEventsAlone() {
    edge.get(PATH).is(401, "unauthenticated");
    edge.get(PATH, "Authorization", "Bearer catalog-token").is(403, "forbidden");
  }

  private HttpReply get(String query) {
    return edge.get(PATH + query, Samples.ADMIN);
  }

  /** Begins to wait for events; every context has then been asked once. */
  private CompletableFuture<HttpReply> waiting(String query) {
    int before = answered.get();
    var reply =
        CompletableFuture.supplyAsync(
            () ->
                edge.send(
                    edge.request(PATH + query, Samples.ADMIN).GET().timeout(Duration.ofMinutes(1))),
            Thread::startVirtualThread);
    await()
        .atMost(LocalNode.SOON)
        .until(() -> answered.get() >= before + Vocabulary.CONTEXTS.size());
    return reply;
  }

  private void awaitReaders(int readers) {
    await()
        .atMost(LocalNode.SOON)
        .until(
            () -> (int) edge.metrics().get("mercat.edge.event.readers").gauge().value() == readers);
  }

  private void tell(String context) {
    var log = logs.computeIfAbsent(context, absent -> new CopyOnWriteArrayList<>());
    int happened = logs.values().stream().mapToInt(List::size).sum();
    log.add(
        new LogEntry(
            log.size() + 1L,
            new UUID(7, 7),
            new ProductWithdrawn(new Sku("A"), 1),
            "",
            Instant.ofEpochSecond(happened)));
  }

  private Future<Reply> answer(ReadEvents read) {
    var answer = answerNow(read);
    answered.incrementAndGet();
    return answer;
  }

  private Future<Reply> answerNow(ReadEvents read) {
    if (silent.contains(read.context())) {
      return Future.failedFuture(Failure.unavailable(read.context(), null));
    }
    var refusal = refusals.get(read.context());
    if (refusal != null) {
      return Future.succeededFuture(refusal);
    }
    var log = logs.getOrDefault(read.context(), List.of());
    int from = read.after() == ReadLog.END ? log.size() : (int) read.after();
    int end = Math.min(log.size(), from + read.limit());
    return Future.succeededFuture(new Reply.Found(LIFE, end, log.subList(from, end)));
  }

  private static List<String> ids(HttpReply reply) {
    return IntStream.range(0, reply.json().path("data").size())
        .mapToObj(i -> {
          var source = reply.at("/data/" + i + "/source");
          assertThat(reply.at("/data/" + i + "/id"))
              .isEqualTo(LIFE + "/" + reply.at("/data/" + i + "/position"));
          return source.substring("urn:mercat:".length())
              + " "
              + reply.at("/data/" + i + "/position");
        })
        .toList();
  }
}
