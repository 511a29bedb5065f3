package mercat.edge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.platform.Actor;
import mercat.platform.Call;
import mercat.platform.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through a route.
 *
 * @param parameters what stands in the path where the route has a name, decoded
 * @param body whole and within its bound; empty for a route that reads it as it comes
 * @param call the circumstances under which contexts are asked: one deadline, one trace
 */
record Exchange(HttpServerRequest request, List<String> parameters, Buffer body, Call call) {
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          "\\s*([^;\\s]+)\\s*(?:;(?:\\s*charset\\s*=\\s*\"?utf-8\"?\\s*|(?!\\s*charset)[^;]*))*",
          Pattern.CASE_INSENSITIVE);
  private static final Duration WRITE_PATIENCE = Duration.ofSeconds(10);
  private static final long DEADLINE_MS_MIN = 100;
  private static final String BEARER = "Bearer ";
  private static final int TOKEN_MAX = 200;

  /** The call of a request, whose body has arrived, by somebody who is known. */
  static Call call(HttpServerRequest request, Actor actor, String trace) {
    return new Call(Deadline.after(patience(request)), actor, trace, "edge");
  }

  /** The SKU in the path; what cannot be one is not found. */
  Sku sku() {
    try {
      return new Sku(parameters.getFirst());
    } catch (IllegalArgumentException impossible) {
      throw Problem.notFound();
    }
  }

  /** The order in the path; what cannot be one is not found. */
  OrderId orderId() {
    return orderId(parameters.getFirst());
  }

  /** The order that a text names; what cannot be one is not found. */
  static OrderId orderId(String text) {
    var id = parsedOrderId(text);
    if (id == null) {
      throw Problem.notFound();
    }
    return id;
  }

  /** The order that a text names, null when it cannot be one. */
  static @Nullable OrderId parsedOrderId(String text) {
    return UUID_FORM.matcher(text).matches() ? new OrderId(UUID.fromString(text)) : null;
  }

  /** What the Authorization header bears, empty if nothing. */
  String bearer() {
    return bearer(request);
  }

  static String bearer(HttpServerRequest request) {
    var header = request.getHeader("Authorization");
    return header != null
            && header.startsWith(BEARER)
            && header.length() <= BEARER.length() + TOKEN_MAX
        ? header.substring(BEARER.length())
        : "";
  }

  /** The Idempotency-Key, which must be there. */
  String idempotencyKey() {
    var keys = request.headers().getAll("Idempotency-Key");
    var key = keys.isEmpty() ? "" : keys.getFirst();
    if (keys.size() > 1 || !KEY.matcher(key).matches()) {
      throw Problem.invalid(
          "header:Idempotency-Key", "1 to 255 visible ASCII characters are required");
    }
    return key;
  }

  /** Every value of a query parameter. */
  List<String> queries(String name) {
    try {
      return request.params().getAll(name);
    } catch (IllegalArgumentException malformed) {
      throw Problem.invalid("query", "is not well encoded");
    }
  }

  /** A query parameter, empty when absent. */
  String query(String name) {
    var all = queries(name);
    if (all.size() > 1) {
      throw Problem.invalid("query:" + name, "given more than once");
    }
    return all.isEmpty() ? "" : all.getFirst();
  }

  /** The page size, 20 when absent. */
  int limit() {
    var text = query("limit");
    if (text.isEmpty()) {
      return 20;
    }
    if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 100) {
      throw Problem.invalid("query:limit", "a whole number from 1 to 100");
    }
    return Integer.parseInt(text);
  }

  /** The body, which must be JSON. */
  Fields json() {
    requireJson();
    return Fields.of(body);
  }

  void requireJson() {
    requireMediaType(request, Answer.JSON);
  }

  static void requireMediaType(HttpServerRequest request, String wanted) {
    if (!mediaType(request).equals(wanted)) {
      throw Problem.of(
          415, "unsupported_media_type", "send " + wanted + ", in UTF-8, not compressed");
    }
  }

  /** The body's media type in small letters, empty when it is compressed or not in UTF-8. */
  static String mediaType(HttpServerRequest request) {
    var given = request.getHeader("Content-Type");
    if (given == null || request.headers().contains("Content-Encoding")) {
      return "";
    }
    var form = MEDIA_TYPE.matcher(given);
    return form.matches() ? form.group(1).toLowerCase(Locale.ROOT) : "";
  }

  private static Duration patience(HttpServerRequest request) {
    @Nullable String wish = request.getHeader("Deadline-Ms");
    if (wish == null) {
      return WRITE_PATIENCE;
    }
    if (!wish.matches("[0-9]{1,9}")) {
      throw Problem.invalid("header:Deadline-Ms", "a whole number of milliseconds");
    }
    return Duration.ofMillis(
        Math.clamp(Long.parseLong(wish), DEADLINE_MS_MIN, WRITE_PATIENCE.toMillis()));
  }
}
