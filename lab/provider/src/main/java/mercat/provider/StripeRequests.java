package mercat.provider;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Requests as Stripe's clients write them, and answers as they read them. */
final class StripeRequests {
  private static final String INTENTS = "/v1/payment_intents";

  private StripeRequests() {}

  static StripeServer.Heard read(HttpServerRequest request, String body, StripeBook book) {
    var path = String.valueOf(request.path());
    var form = fields(body);
    var query = fields(request.query());
    return new StripeServer.Heard(
        call(request.method(), path),
        path,
        book.order(path, form, query),
        form,
        query,
        header(request, "Idempotency-Key"),
        header(request, "Stripe-Version"));
  }

  private static String call(HttpMethod method, String path) {
    boolean isPost = method.equals(HttpMethod.POST);
    if (path.equals("/v1/refunds")) {
      return isPost ? "refund" : "refunds";
    }
    if (path.equals(INTENTS)) {
      return isPost ? "create" : "";
    }
    if (!path.startsWith(INTENTS + "/")) {
      return "";
    }
    var last = path.substring(path.lastIndexOf('/') + 1);
    if (isPost) {
      return last;
    }
    return last.equals("search") ? "search" : "retrieve";
  }

  /** The fields of a form; what is no field of one is none. */
  private static Map<String, String> fields(@Nullable String form) {
    var fields = new HashMap<String, String>();
    if (form != null && !form.isEmpty()) {
      for (var pair : form.split("&", -1)) {
        int at = pair.indexOf('=');
        if (at > 0) {
          fields.put(decoded(pair.substring(0, at)), decoded(pair.substring(at + 1)));
        }
      }
    }
    return fields;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return text;
    }
  }

  static String header(HttpServerRequest request, String name) {
    var value = request.getHeader(name);
    return value == null ? "" : value;
  }

  static void respond(HttpServerRequest request, StripeReply reply) {
    var response =
        request
            .response()
            .setStatusCode(reply.status())
            .putHeader("Content-Type", "application/json")
            .putHeader("Request-Id", "req_" + UUID.randomUUID());
    if (reply.isReplay()) {
      response.putHeader("Idempotent-Replayed", "true");
    }
    var unused = response.end(reply.body().toBuffer());
  }

  static void close(HttpServerRequest request) {
    var unused = request.connection().close();
  }
}
