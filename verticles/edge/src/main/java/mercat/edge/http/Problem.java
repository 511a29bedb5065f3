package mercat.edge.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mercat.edge.json.ApiJson;

/** Why a request is refused, as RFC 9457 wants it said. Carries no stack trace. */
public final class Problem extends RuntimeException {
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final String RETRY_AFTER = "Retry-After";

  @Serial private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final transient List<Fault> faults;
  private final transient Map<String, Object> members;
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
      Map<String, Object> members,
      Map<String, String> headers) {
    super(detail, null, false, false);
    this.code = code;
    this.faults = faults;
    this.members = members;
    this.headers = headers;
  }

  public static Problem of(ErrorCode code, String detail) {
    return new Problem(code, detail, List.of(), Map.of(), Map.of());
  }

  public static Problem invalid(List<Fault> faults) {
    return new Problem(
        ErrorCode.INVALID_REQUEST, "the request is not valid", faults, Map.of(), Map.of());
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
    return of(ErrorCode.OVERLOADED, "too many requests at once; nothing was done")
        .with(RETRY_AFTER, "1");
  }

  public static Problem unavailable(String detail) {
    return of(ErrorCode.UNAVAILABLE, detail).with(RETRY_AFTER, "1");
  }

  /** The same, with a header of its response. */
  public Problem with(String header, String value) {
    return new Problem(code, detail(), faults, members, more(headers, header, value));
  }

  /** The same, with a further member of its body. */
  public Problem saying(String member, Object value) {
    return new Problem(code, detail(), faults, more(members, member, value), headers);
  }

  private static <T> Map<String, T> more(Map<String, T> map, String name, T value) {
    var all = new LinkedHashMap<>(map);
    all.put(name, value);
    return all;
  }

  private String detail() {
    return String.valueOf(getMessage());
  }

  public ErrorCode code() {
    return code;
  }

  /** In one line: the first fault, or what went wrong in general. */
  public String summary() {
    return code.code()
        + ": "
        + (faults.isEmpty()
            ? detail()
            : faults.getFirst().pointer() + " " + faults.getFirst().detail());
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

  public Buffer body(String requestId) {
    var body = new LinkedHashMap<String, Object>();
    body.put("type", code.path());
    body.put("title", code.title());
    body.put("status", code.status());
    body.put("code", code.code());
    body.put("detail", detail());
    body.put("instance", requestId);
    if (!faults.isEmpty()) {
      body.put("errors", faults);
    }
    body.putAll(members);
    return ApiJson.write(body);
  }
}
