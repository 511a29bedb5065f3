package mercat.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A collector that is spoken to as any other: OTLP, protocol buffers over HTTP. */
final class Collector implements AutoCloseable {
  private final Queue<Told> spans = new ConcurrentLinkedQueue<>();
  private final HttpServer server;

  /**
   * A span as it arrived.
   *
   * @param parent empty for a root
   * @param kind as the protocol numbers them: 1 internal, 2 server, 3 client, 5 consumer
   * @param resource what the process says of itself
   */
  record Told(
      String trace,
      String id,
      String parent,
      String name,
      int kind,
      long nanos,
      Map<String, String> attributes,
      Map<String, String> resource) {}

  private Collector(HttpServer server) {
    this.server = server;
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  static Collector start() throws IOException {
    return new Collector(
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Told> spans() {
    return List.copyOf(spans);
  }

  List<Told> trace(String id) {
    return spans.stream().filter(span -> span.trace().equals(id)).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean isOtlp =
          "application/x-protobuf".equals(exchange.getRequestHeaders().getFirst("Content-Type"));
      if (!isOtlp) {
        exchange.sendResponseHeaders(415, -1);
        return;
      }
      for (var process : Protobuf.read(exchange.getRequestBody().readAllBytes()).messages(1)) {
        var resource = attributes(process.messages(1).getFirst(), 1);
        for (var scope : process.messages(2)) {
          scope.messages(2).forEach(span -> spans.add(told(span, resource)));
        }
      }
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static Told told(Protobuf span, Map<String, String> resource) {
    return new Told(
        span.hex(1),
        span.hex(2),
        span.hex(4),
        span.text(5),
        (int) span.number(6),
        span.number(8) - span.number(7),
        attributes(span, 9),
        resource);
  }

  private static Map<String, String> attributes(Protobuf message, int field) {
    var attributes = new TreeMap<String, String>();
    for (var pair : message.messages(field)) {
      var value = pair.messages(2).getFirst();
      attributes.put(pair.text(1), value.has(1) ? value.text(1) : String.valueOf(value.number(3)));
    }
    return attributes;
  }
}
