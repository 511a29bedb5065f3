package mercat.lab.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import mercat.lab.system.Io;

/** A request on its way to become bytes; everything about it may still be changed. */
final class RawRequest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Header> headers = new ArrayList<>();
  String method;
  String target;
  byte[] body = {};

  /** A header; its text goes out as it is. */
  record Header(String name, String text) {}

  RawRequest(String method, String target) {
    this.method = method;
    this.target = target;
  }

  void add(String name, String text) {
    headers.add(new Header(name, text));
  }

  void set(String name, String text) {
    remove(name);
    add(name, text);
  }

  void remove(String name) {
    headers.removeIf(header -> header.name().equalsIgnoreCase(name));
  }

  String header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::text)
        .findFirst()
        .orElse("");
  }

  boolean isJson() {
    return header("Content-Type").equals("application/json");
  }

  JsonNode json() {
    return Io.get("a body that is no JSON", () -> JSON.readTree(body));
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  void body(String text) {
    body = text.getBytes(StandardCharsets.UTF_8);
  }

  byte[] render() {
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
}
