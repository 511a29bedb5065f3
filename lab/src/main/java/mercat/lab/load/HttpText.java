package mercat.lab.load;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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

  public static HttpText put(ServerAddress address, String path, String json) {
    return new HttpText(address, "PUT", path, Map.of("Content-Type", "application/json"), json);
  }

  /** The same request with one more header; a header of that name is replaced. */
  public HttpText with(String name, String text) {
    var more = new TreeMap<>(headers);
    more.put(name, text);
    return new HttpText(address, method, path, more, body);
  }

  public Buffer render() {
    var all = new ArrayList<Header>();
    all.add(new Header("Host", address.host() + ":" + address.port()));
    headers.forEach((name, text) -> all.add(new Header(name, text)));
    var content = body.getBytes(StandardCharsets.UTF_8);
    return Buffer.buffer(render(method, address.prefix() + path, all, content));
  }

  /** The bytes of any request, its headers as they are given; only its length is added. */
  public static byte[] render(String method, String target, List<Header> headers, byte[] body) {
    var head = new StringBuilder(512);
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    headers.forEach(
        header -> head.append(header.name()).append(": ").append(header.text()).append("\r\n"));
    if (body.length > 0 || !method.equals("GET")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    head.append("\r\n");
    var bytes = new ByteArrayOutputStream(head.length() + body.length);
    bytes.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  /** A header; its text goes out as it is. */
  public record Header(String name, String text) {}
}
