package mercat.lab.load;

import org.jspecify.annotations.Nullable;

/**
 * How a request that was repeated until its response was final ended.
 *
 * @param response the last one, if any came
 * @param isFinal false when patience ended before a response was final
 * @param latencyNanos from the intended send to the last response
 * @param trouble what the last attempt without a response met
 */
public record CallOutcome(
    @Nullable RawResponse response,
    boolean isFinal,
    int attempts,
    long latencyNanos,
    @Nullable String trouble) {
  public boolean isSuccess() {
    return isFinal && status() / 100 == 2;
  }

  public int status() {
    return response == null ? 0 : response.status();
  }

  public String body() {
    return response == null ? "" : response.bodyText();
  }

  /** One line for people: what came, or why nothing did. */
  public String describe() {
    var text =
        response == null
            ? String.valueOf(trouble)
            : status() + " " + body().strip().replaceAll("\\s+", " ");
    var shown = text.length() > 300 ? text.substring(0, 300) + "…" : text;
    return isFinal ? shown : "no final response after " + attempts + " attempts: " + shown;
  }
}
