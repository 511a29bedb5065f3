package mercat.node;

import static mercat.node.RunningShop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mercat.node.Collector.Told;
import net.logstash.logback.encoder.LogstashEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a collector is told of orders, by a node that is configured to tell it. */
class TraceIT {
  private static final String ORDER = "POST /v1/orders";
  private static final String STRANGER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private static final Logger EDGE =
      (Logger) LoggerFactory.getLogger("mercat.edge.http.RequestTelemetry");

  /** Everything that happens to an order which goes well, from the request to the capture. */
  private static final List<String> JOURNEY =
      List.of(
          ORDER,
          "ask orders.PlaceOrder",
          "answer orders.PlaceOrder",
          "ask catalog.PriceLines",
          "answer catalog.PriceLines",
          "mailbox orders.StoreOrders",
          "ask inventory.ReserveStock",
          "answer inventory.ReserveStock",
          "mailbox inventory.ReserveStock",
          "transaction inventory",
          "ask payments.AuthorizePayment",
          "answer payments.AuthorizePayment",
          "mailbox payments.AttemptPayments",
          "transaction payments",
          "authorize provider:sandbox",
          "mailbox orders.SettleOrders",
          "transaction orders",
          "follow orders.OrderConfirmed",
          "capture provider:sandbox",
          "mailbox payments.NoteEvidence",
          "follow payments.PaymentCaptured");

  @TempDir private Path data;

  @Test
  void oneOrderIsOneTreeFromTheRequestToTheCapture() throws Exception {
    var lines = listen();
    try (var collector = Collector.start();
        var shop = RunningShop.open(data, telling(collector.url(), "1"))) {
      shop.sells("TRACE", 250, 10);
      shop.get("/v1/products?q=private-words").is(200);
      var answer = shop.order("trace-1", "a@example.org", "TRACE", 2, "tok_ok").is(201);

      eventually(() -> {
        var tree = collector.trace(root(collector).trace());
        assertThat(tree).extracting(Told::name).containsAll(JOURNEY);
        assertThat(followers(tree, "follow orders.OrderConfirmed"))
            .containsExactlyInAnyOrder("inventory", "notifications", "payments", "recommendations");
        assertThat(followers(tree, "follow payments.PaymentCaptured")).containsExactly("orders");
      });
      var root = root(collector);
      assertIsOneTree(collector.trace(root.trace()), root);
      assertThat(root.kind()).isEqualTo(2);
      assertThat(root.attributes())
          .containsEntry("http.request.method", "POST")
          .containsEntry("http.route", "/v1/orders")
          .containsEntry("http.response.status_code", "201");
      assertThat(root.resource())
          .containsEntry("service.name", "mercat")
          .containsKey("service.instance.id");
      var ask = named(collector.trace(root.trace()), "ask inventory.ReserveStock");
      assertThat(ask.attributes())
          .containsEntry("messaging.destination.name", "inventory.ReserveStock")
          .containsEntry("mercat.attempt", "1")
          .containsKey("mercat.node");
      assertThat(named(collector.trace(root.trace()), "transaction orders").attributes())
          .containsEntry("db.system.name", "postgresql")
          .containsEntry("db.namespace", "orders");

      assertLogRowsContinue(shop, answer.at("/id"), root.trace());
      assertThat(lines.list)
          .filteredOn(line -> json(line).contains("\"trace.id\":\"" + root.trace() + "\""))
          .singleElement()
          .satisfies(line -> assertThat(json(line)).contains("\"span.id\":\"" + root.id() + "\""));
      assertThat(collector.spans()).noneMatch(span -> span.toString().contains("private-words"));
      assertThat(lines.list).noneMatch(line -> json(line).contains("private-words"));
      assertMetersTell(shop, root);
      assertMetersAreExplained(shop);
    } finally {
      EDGE.detachAppender(lines);
      EDGE.setLevel(null);
    }
  }

  @Test
  void aStrangerNamesTheTraceButForcesNothing() throws Exception {
    try (var collector = Collector.start();
        var shop = RunningShop.open(data, telling(collector.url(), "0"))) {
      shop.sells("FORCED", 250, 10);
      var answer =
          shop.place(
                  "forced-1",
                  """
                  {"lines":[{"sku":"FORCED","quantity":1}],"email":"s@example.org",\
                  "payment":{"method":"card","token":"tok_ok"}}\
                  """,
                  "traceparent",
                  STRANGER)
              .is(201);
      assertLogRowsContinue(shop, answer.at("/id"), "4bf92f3577b34da6a3ce929d0e0e4736");
      assertThat(shop.texts("select trace from orders.log_event where trace like '%-01'"))
          .isEmpty();
      assertThat(collector.spans()).isEmpty();
    }
  }

  @Test
  void aCollectorThatNeverAnswersHoldsNoOrderUp() throws Exception {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var settings = new HashMap<>(telling("http://127.0.0.1:" + silent.getLocalPort(), "1"));
      settings.put("telemetry.queue-max", "32");
      settings.put("telemetry.export-timeout", "60s");
      settings.put("telemetry.flush", "200ms");
      var shop = RunningShop.open(data, settings);
      try {
        shop.sells("SILENT", 250, 100);
        for (int i = 0; i < 20; i++) {
          shop.order("silent-" + i, "q@example.org", "SILENT", 1, "tok_ok").is(201);
        }
        assertThat(shop.operations("/metrics").text())
            .containsPattern("mercat_telemetry_spans_total\\{outcome=\"dropped\"} [1-9]")
            .containsPattern("mercat_telemetry_spans_waiting 3[0-9]");
      } finally {
        long began = System.nanoTime();
        shop.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(RunningShop.SOON);
      }
    }
  }

  private static Map<String, String> telling(String collector, String ratio) {
    return Map.of(
        "telemetry.endpoint", collector,
        "telemetry.ratio", ratio,
        "telemetry.export-every", "50ms");
  }

  private static Told root(Collector collector) {
    return named(collector.spans(), ORDER);
  }

  private static Told named(List<Told> spans, String name) {
    var found = spans.stream().filter(span -> span.name().equals(name)).toList();
    assertThat(found).as(name).isNotEmpty();
    return found.getFirst();
  }

  private static List<String> followers(List<Told> tree, String name) {
    return tree.stream()
        .filter(span -> span.name().equals(name))
        .map(span -> span.attributes().get("mercat.context"))
        .toList();
  }

  private static void assertIsOneTree(List<Told> tree, Told root) {
    var ids = tree.stream().map(Told::id).collect(Collectors.toCollection(TreeSet::new));
    assertThat(ids).hasSameSizeAs(tree);
    assertThat(tree).filteredOn(span -> span.parent().isEmpty()).containsExactly(root);
    assertThat(tree)
        .filteredOn(span -> !span.parent().isEmpty())
        .allSatisfy(span -> assertThat(ids).as(span.toString()).contains(span.parent()));
  }

  /** Every event of the order, in each log, belongs to the trace. */
  private static void assertLogRowsContinue(RunningShop shop, String order, String trace) {
    eventually(() -> {
      for (var schema : List.of("orders", "inventory", "payments")) {
        var events =
            shop.texts(
                "select type || ' ' || substr(trace, 4, 32) from %s.log_event where key = '%s'"
                    .formatted(schema, order));
        assertThat(events).isNotEmpty().allSatisfy(event -> assertThat(event).endsWith(trace));
      }
      assertThat(shop.texts("select type from payments.log_event where key = '" + order + "'"))
          .contains("PaymentCaptured");
    });
  }

  private static void assertMetersTell(RunningShop shop, Told root) throws Exception {
    var metrics = shop.operations("/metrics", "application/openmetrics-text").text();
    assertThat(metrics.lines())
        .anySatisfy(line ->
            assertThat(line)
                .startsWith("http_server_request_duration_seconds_bucket")
                .contains("http_route=\"/v1/orders\"", "trace_id=\"" + root.trace() + "\""))
        .anySatisfy(line ->
            assertThat(line)
                .startsWith("mercat_bus_asks_seconds_bucket")
                .contains(
                    "context=\"inventory\"", "request=\"ReserveStock\"", "outcome=\"answered\""))
        .anySatisfy(line -> assertThat(line).startsWith("mercat_mailbox_wait_seconds_bucket"))
        .anySatisfy(line -> assertThat(line).startsWith("jvm_memory_used_bytes"))
        .anySatisfy(line -> assertThat(line).startsWith("process_uptime_seconds"))
        .anySatisfy(line ->
            assertThat(line)
                .startsWith("mercat_follower_lag_seconds{context=\"orders\",source=\"payments\"}"))
        .as("none stands within a process")
        .noneMatch(line -> line.startsWith("mercat_bus_breaker"))
        .anySatisfy(line ->
            assertThat(line)
                .startsWith("db_client_connection_open{")
                .contains("orders.transactions", "idle"))
        .anySatisfy(line -> assertThat(line).startsWith("db_client_connection_pending_requests{"));
    assertThat(shop.operations("/metrics").headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
  }

  /** Each meter has its HELP, and stands on the page that lists them; and nothing else does. */
  private static void assertMetersAreExplained(RunningShop shop) throws Exception {
    var told = shop.operations("/metrics").text();
    var families = found("# TYPE (\\S+) ", told);
    families.removeIf(
        name -> name.endsWith("_max") && families.contains(name.substring(0, name.length() - 4)));
    assertThat(found("# HELP (\\S+) \\S.*", told)).containsAll(families);
    families.removeIf(name -> name.matches("(jvm|process|system)_.*"));
    var page = Files.readString(Path.of("../../docs/metrics.md")).split("\n## ", -1);
    assertThat(families).containsAll(found("\\| `(\\w+)` \\|", page[1]));
    assertThat(found("\\| `(\\w+)` \\|", page[1] + page[2])).containsAll(families);
  }

  private static Set<String> found(String line, String text) {
    return Pattern.compile("^" + line, Pattern.MULTILINE)
        .matcher(text)
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What the edge writes into the log from now on. */
  private static ListAppender<ILoggingEvent> listen() {
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    EDGE.setLevel(Level.DEBUG);
    EDGE.addAppender(lines);
    return lines;
  }

  /** The line as the node writes it. */
  private static String json(ILoggingEvent line) {
    var encoder = new LogstashEncoder();
    encoder.start();
    return new String(encoder.encode(line), StandardCharsets.UTF_8);
  }
}
