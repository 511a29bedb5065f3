package mercat.lab.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import mercat.lab.load.HttpText;
import mercat.lab.load.HttpText.Header;

/** A request on its way to become bytes; everything about it may still be changed. */
final class RawRequest {
  private final List<Header> headers = new ArrayList<>();
  String method;
  String target;
  byte[] body = {};

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

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  void body(String text) {
    body = text.getBytes(StandardCharsets.UTF_8);
  }

  byte[] render() {
    return HttpText.render(method, target, headers, body);
  }
}
