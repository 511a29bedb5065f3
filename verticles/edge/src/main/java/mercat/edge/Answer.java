package mercat.edge;

import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;

/** What a route answers: status, media type, headers and a body that is ready to be sent. */
record Answer(int status, String mediaType, Map<String, String> headers, Buffer body) {
  static final String JSON = "application/json";
  static final String PROBLEM = "application/problem+json";

  static Answer json(int status, JsonBody.Writing writing) {
    return new Answer(status, JSON, Map.of(), JsonBody.of(writing));
  }

  /** Says whether an Idempotency-Key had been used before. */
  Answer markedAsReplay(boolean isReplay) {
    return isReplay ? with("Idempotent-Replayed", "true") : this;
  }

  Answer with(String header, String value) {
    var more = new HashMap<>(headers);
    more.put(header, value);
    return new Answer(status, mediaType, more, body);
  }
}
