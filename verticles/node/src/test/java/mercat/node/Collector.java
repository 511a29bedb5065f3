package mercat.node;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

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
      var export = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
      for (var process : export.getResourceSpansList()) {
        var resource = texts(process.getResource().getAttributesList());
        for (var scope : process.getScopeSpansList()) {
          scope.getSpansList().forEach(span -> spans.add(told(span, resource)));
        }
      }
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static Told told(Span span, Map<String, String> resource) {
    return new Told(
        hex(span.getTraceId()),
        hex(span.getSpanId()),
        hex(span.getParentSpanId()),
        span.getName(),
        span.getKindValue(),
        texts(span.getAttributesList()),
        resource);
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  private static Map<String, String> texts(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(
            Collectors.toMap(
                KeyValue::getKey,
                pair ->
                    pair.getValue().hasStringValue()
                        ? pair.getValue().getStringValue()
                        : String.valueOf(pair.getValue().getIntValue())));
  }
}
