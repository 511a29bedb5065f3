package mercat.lab.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import mercat.lab.fuzz.Requests.FuzzRequest;
import mercat.lab.load.RawResponse;

/** Holds answers to what every answer must be, whatever was asked. */
record Judge(PublishedContract contract) {
  /** What tells an outsider how the system is made. */
  private static final Pattern SECRETS =
      Pattern.compile(
          "\\bat [a-z]\\w*\\.[\\w.$]+\\(|\\b(?:java|javax|jdk|sun|io|com|org|mercat)\\.[a-z]\\w*\\.\\w+"
              + "|\\w+(?:Exception|Error)\\b|\\bSQL|(?i:\\bselect\\b[^\"]+\\bfrom\\b|\\binsert into\\b|\\bupdate \\w+ set\\b"
              + "|\\bconstraint \"|\\brelation \"|\\bcolumn \"|\\bsyntax error\\b|\\bpostgres|\\bvert\\.?x\\b|\\bnetty\\b"
              + "|\\bjackson\\b|\\bhazelcast\\b|\\bopenjdk\\b)|\\b\\d+\\.\\d+\\.\\d+(?:\\.Final|-SNAPSHOT)?\\b");

  static boolean isShed(RawResponse answer) {
    return asksToRepeat(answer, "overloaded");
  }

  /**
   * Whether nobody knew in time what became of a request, or a part of the system was not reached
   * in time: how long that is, the machine says.
   */
  static boolean isLate(RawResponse answer) {
    return (answer.status() == 504 && code(answer.json()).equals("outcome_unknown"))
        || asksToRepeat(answer, "unavailable");
  }

  private static boolean asksToRepeat(RawResponse answer, String code) {
    return answer.status() == 503
        && answer.header("Retry-After").isPresent()
        && code(answer.json()).equals(code);
  }

  /** What is wrong with an answer; nothing, mostly. */
  List<String> complaints(FuzzRequest request, RawResponse answer) {
    var complaints = new ArrayList<String>();
    int status = answer.status();
    if (isShed(answer)) {
      return complaints;
    }
    if (status >= 500) {
      complaints.add("status " + status);
    }
    if (status >= 400 && !request.method().equals("HEAD")) {
      refusal(request, answer, complaints);
    }
    if (request.isProper()) {
      if (!answer.header("X-Request-Id").orElse("").equals(request.id())) {
        complaints.add("the answer is to another request");
      }
      if (status < 400
          && request.method().equals(request.operation().method())
          && !request.sort().equals("path and query")
          && !request.operation().promises(status)) {
        complaints.add("the contract promises no " + status);
      }
    }
    secrets(request, answer, complaints);
    return complaints;
  }

  private void refusal(FuzzRequest request, RawResponse answer, List<String> complaints) {
    var mediaType = answer.header("Content-Type").orElse("").replaceFirst(";.*", "");
    if (mediaType.equals("application/problem+json")) {
      problem(answer, complaints);
    } else if (!contract.allows(request.operation(), answer.status(), mediaType)) {
      complaints.add("a refusal that is no application/problem+json");
    }
  }

  private void problem(RawResponse answer, List<String> complaints) {
    var problem = answer.json();
    if (problem.path("status").asInt() != answer.status()) {
      complaints.add("a problem of another status than its answer's");
    }
    if (!contract.knows(code(problem))) {
      complaints.add("code \"" + code(problem) + "\" is not in the contract");
    }
    for (var error : problem.path("errors")) {
      if (!error.path("pointer").asText("?").matches("(?s)|/.*|(?:header|query|path)(?::.*)?")
          || error.path("detail").asText().isEmpty()) {
        complaints.add("an error without a pointer or a detail");
      }
    }
  }

  /** What the request itself said is no secret. */
  private static void secrets(FuzzRequest request, RawResponse answer, List<String> complaints) {
    var text = new String(answer.head(), StandardCharsets.ISO_8859_1);
    if (answer.status() >= 400) {
      text += plain(answer.bodyText());
    }
    var asked = new String(request.bytes(), StandardCharsets.UTF_8);
    SECRETS
        .matcher(text)
        .results()
        .map(found -> found.group())
        .filter(found -> !asked.contains(found))
        .findFirst()
        .ifPresent(found -> complaints.add("it tells a secret: " + found));
  }

  /** Without what JSON and its pointers put before quotes and slashes. */
  private static String plain(String problem) {
    return problem.replace("\\\"", "\"").replace("~1", "/").replace("~0", "~");
  }

  private static String code(JsonNode problem) {
    return problem.path("code").asText("");
  }
}
