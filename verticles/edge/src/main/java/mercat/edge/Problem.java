package mercat.edge;

import java.io.Serial;
import java.util.List;
import java.util.Map;

/** Why a request is refused, as RFC 9457 wants it said. Carries no stack trace. */
final class Problem extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final int status;
  private final String code;
  private final transient List<Fault> faults;
  private final transient JsonBody.Writing more;
  private final boolean replayed;

  /**
   * One thing that is wrong with a request.
   *
   * @param pointer RFC 6901, into the body; or {@code header:NAME}, {@code query:NAME}, {@code
   *     path:NAME}
   */
  record Fault(String pointer, String detail) {}

  private Problem(
      int status,
      String code,
      String detail,
      List<Fault> faults,
      JsonBody.Writing more,
      boolean replayed) {
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
    this.faults = faults;
    this.more = more;
    this.replayed = replayed;
  }

  static Problem of(int status, String code, String detail) {
    return new Problem(status, code, detail, List.of(), json -> {}, false);
  }

  /** A problem that says more in further fields. */
  static Problem of(int status, String code, String detail, JsonBody.Writing more) {
    return new Problem(status, code, detail, List.of(), more, false);
  }

  static Problem invalid(List<Fault> faults) {
    return new Problem(
        400, "invalid_request", "the request is not valid", faults, json -> {}, false);
  }

  static Problem invalid(String pointer, String detail) {
    return invalid(List.of(new Fault(pointer, detail)));
  }

  static Problem notFound() {
    return of(404, "not_found", "there is nothing here that you may see");
  }

  /** The same, as the answer to a key that was used before. */
  Problem asReplay(boolean isReplay) {
    return new Problem(status, code, String.valueOf(getMessage()), faults, more, isReplay);
  }

  int status() {
    return status;
  }

  /** In one line: the first fault, or what went wrong in general. */
  String summary() {
    return faults.isEmpty()
        ? code + ": " + getMessage()
        : code + ": " + faults.getFirst().pointer() + " " + faults.getFirst().detail();
  }

  Answer answer(String requestId) {
    var body =
        JsonBody.of(json -> {
          json.writeStartObject();
          json.writeStringField("type", "/problems/" + code);
          json.writeStringField("title", code.replace('_', ' '));
          json.writeNumberField("status", status);
          json.writeStringField("code", code);
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
    var answer = new Answer(status, Answer.PROBLEM, Map.of(), body).markedAsReplay(replayed);
    return status == 503 || status == 429 ? answer.with("Retry-After", "1") : answer;
  }
}
