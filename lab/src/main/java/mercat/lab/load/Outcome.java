package mercat.lab.load;

import org.jspecify.annotations.Nullable;

/**
 * How an intention ended.
 *
 * @param answer the last answer, if any came
 * @param isFinal false when patience ended before an answer was final
 * @param latencyNanos from the intended send (or the campaign's start) to the last answer
 * @param trouble what the last attempt without an answer met
 */
public record Outcome(
    @Nullable Answer answer,
    boolean isFinal,
    int attempts,
    long latencyNanos,
    @Nullable String trouble) {

  public boolean isSuccess() {
    return isFinal && answer != null && answer.status() >= 200 && answer.status() < 300;
  }

  public int status() {
    return answer == null ? 0 : answer.status();
  }

  public String body() {
    return answer == null ? "" : answer.bodyText();
  }

  /** One line for people: what came, or why nothing did. */
  public String describe() {
    var text =
        answer == null
            ? String.valueOf(trouble)
            : answer.status() + " " + answer.bodyText().strip().replaceAll("\\s+", " ");
    var shown = text.length() > 300 ? text.substring(0, 300) + "…" : text;
    return isFinal ? shown : "no final answer after " + attempts + " attempts: " + shown;
  }
}
