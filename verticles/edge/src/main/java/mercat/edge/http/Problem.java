package mercat.edge.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.Serial;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mercat.edge.json.JsonBody;

/** Why a request is refused, as RFC 9457 wants it said. Carries no stack trace. */
public final class Problem extends RuntimeException {
  public static final String MEDIA_TYPE = "application/problem+json";

  @Serial private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final transient List<Fault> faults;
  private final transient JsonBody.Writing more;
  private final transient Map<String, String> headers;

  /**
   * One thing that is wrong with a request.
   *
   * @param pointer RFC 6901, into the body; or {@code header:NAME}, {@code query:NAME}, {@code
   *     path}
   */
  public record Fault(String pointer, String detail) {}

  private Problem(
      ErrorCode code,
      String detail,
      List<Fault> faults,
      JsonBody.Writing more,
      Map<String, String> headers) {
    super(detail, null, false, false);
    this.code = code;
    this.faults = faults;
    this.more = more;
    this.headers = headers;
  }

  public static Problem of(ErrorCode code, String detail) {
    return of(code, detail, json -> {});
  }

  /** A problem that says more in further members. */
  public static Problem of(ErrorCode code, String detail, JsonBody.Writing more) {
    return new Problem(code, detail, List.of(), more, Map.of());
  }

  public static Problem invalid(List<Fault> faults) {
    return new Problem(
        ErrorCode.INVALID_REQUEST, "the request is not valid", faults, json -> {}, Map.of());
  }

  public static Problem invalid(String pointer, String detail) {
    return invalid(List.of(new Fault(pointer, detail)));
  }

  public static Problem notFound() {
    return of(ErrorCode.NOT_FOUND, "it does not exist, or it belongs to somebody else");
  }

  public static Problem unauthenticated(String detail) {
    return of(ErrorCode.UNAUTHENTICATED, detail).with("WWW-Authenticate", "Bearer");
  }

  public static Problem tooLarge(long bytesMax) {
    return of(ErrorCode.TOO_LARGE, "at most " + bytesMax + " bytes");
  }

  public static Problem overloaded() {
    return of(ErrorCode.OVERLOADED, "too many requests at once; nothing was done").afterASecond();
  }

  static Problem unavailable(String detail) {
    return of(ErrorCode.UNAVAILABLE, detail).afterASecond();
  }

  private Problem afterASecond() {
    return with("Retry-After", "1");
  }

  /** The same, with a header of its response. */
  public Problem with(String header, String value) {
    var all = new HashMap<>(headers);
    all.put(header, value);
    return new Problem(code, String.valueOf(getMessage()), faults, more, Map.copyOf(all));
  }

  public ErrorCode code() {
    return code;
  }

  /** In one line: the first fault, or what went wrong in general. */
  public String summary() {
    return faults.isEmpty()
        ? code.code() + ": " + getMessage()
        : code.code() + ": " + faults.getFirst().pointer() + " " + faults.getFirst().detail();
  }

  /** The body, once the response has this problem's status and headers. */
  public Buffer writeTo(HttpServerResponse response) {
    response.setStatusCode(code.status());
    response.headers().set(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
    headers.forEach(response.headers()::set);
    return body(String.valueOf(response.headers().get(CommonHeaders.REQUEST_ID)));
  }

  /** The headers beside those that every response has. */
  public Map<String, String> headers() {
    return headers;
  }

  /** As JSON, about a request. */
  public Buffer body(String requestId) {
    return JsonBody.of(json -> {
      json.writeStartObject();
      json.writeStringField("type", code.path());
      json.writeStringField("title", code.title());
      json.writeNumberField("status", code.status());
      json.writeStringField("code", code.code());
      json.writeStringField("detail", getMessage());
      json.writeStringField("instance", requestId);
      if (!faults.isEmpty()) {
        json.writeArrayFieldStart("errors");
        for (var fault : faults) {
          json.writeStartObject();
          json.writeStringField("pointer", fault.pointer());
          json.writeStringField("detail", fault.detail());
          json.writeEndObject();
        }
        json.writeEndArray();
      }
      more.to(json);
      json.writeEndObject();
    });
  }
}
