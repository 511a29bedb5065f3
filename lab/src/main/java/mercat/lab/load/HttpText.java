package mercat.lab.load;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** An HTTP/1.1 request, before it is bytes. */
public record HttpText(
    ServerAddress address, String method, String path, Map<String, String> headers, String body) {

  public static HttpText get(ServerAddress address, String path) {
    return new HttpText(address, "GET", path, Map.of(), "");
  }

  public static HttpText post(ServerAddress address, String path, String json) {
    return new HttpText(address, "POST", path, Map.of("Content-Type", "application/json"), json);
  }

  /** The same request with one more header; a header of that name is replaced. */
  public HttpText with(String name, String text) {
    var more = new TreeMap<>(headers);
    more.put(name, text);
    return new HttpText(address, method, path, more, body);
  }

  public Buffer render() {
    var content = body.getBytes(StandardCharsets.UTF_8);
    var head = new StringBuilder(256);
    head.append(method).append(' ').append(address.prefix()).append(path);
    head.append(" HTTP/1.1\r\nHost: ").append(address.host()).append(':').append(address.port());
    headers.forEach((name, text) -> head.append("\r\n").append(name).append(": ").append(text));
    if (content.length > 0 || !method.equals("GET")) {
      head.append("\r\nContent-Length: ").append(content.length);
    }
    head.append("\r\n\r\n");
    return Buffer.buffer(head.length() + content.length)
        .appendBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1))
        .appendBytes(content);
  }
}
