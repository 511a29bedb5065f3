package mercat.lab.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import mercat.lab.fuzz.Requests.FuzzRequest;
import mercat.lab.load.RawResponse;
import mercat.lab.load.ServerAddress;
import org.junit.jupiter.api.Test;

/** The judge of {@code fuzz} notices what it is there for, and the requests come back by seed. */
class JudgeTest {
  private static final PublishedContract CONTRACT =
      PublishedContract.read(
          """
          paths:
            /v1/things/{id}:
              post:
                requestBody:
                  content:
                    application/json:
                      schema:
                        type: object
                        required: [count]
                        properties:
                          count: { type: integer, minimum: 1, maximum: 9 }
                          note: { type: string, maxLength: 20 }
                responses:
                  "200": { description: done }
                  "400": { $ref: "#/components/responses/Page" }
                  default: { description: failed }
          components:
            responses:
              Page: { description: a page, content: { text/html: {} } }
            schemas:
              Problem:
                properties:
                  code: { enum: [not_found, overloaded, unavailable, internal, outcome_unknown] }
          """);

  private final Judge judge = new Judge(CONTRACT);
  private final FuzzRequest request =
      new FuzzRequest(
          7,
          CONTRACT.operations().getFirst(),
          "as promised",
          "",
          "fuzz-7",
          "POST",
          "POST /v1/things/1 HTTP/1.1".getBytes(UTF_8));

  @Test
  void isContentWithWhatTheContractPromises() {
    assertThat(complaints(200, "application/json", "{}")).isEmpty();
    assertThat(complaints(404, problem(404, "not_found", "there is nothing"))).isEmpty();
    assertThat(complaints(400, "text/html; charset=utf-8", "<p>no</p>")).isEmpty();
    assertThat(complaints(503, problem(503, "overloaded", "try again"))).isEmpty();
  }

  @Test
  void noticesWhatMustNotBe() {
    assertThat(complaints(500, problem(500, "internal", "broken"))).containsExactly("status 500");
    assertThat(complaints(404, "text/html", "<p>no</p>"))
        .containsExactly("a refusal that is no application/problem+json");
    assertThat(complaints(404, problem(404, "no_such", "x"))).hasSize(1);
    assertThat(complaints(404, problem(400, "not_found", "x"))).hasSize(1);
    assertThat(complaints(404, "text/plain", "gone")).hasSize(1);
    assertThat(complaints(201, "application/json", "{}")).hasSize(1);
    var other = new RawResponse(200, head(200, "fuzz-8", "application/json"), "{}".getBytes(UTF_8));
    assertThat(judge.complaints(request, other))
        .containsExactly("the answer is to another request");
  }

  @Test
  void tellsWhatIsLateFromWhatIsWrong() {
    assertThat(Judge.isLate(response(504, problem(504, "outcome_unknown", "no answer")))).isTrue();
    assertThat(Judge.isLate(response(504, problem(504, "internal", "no answer")))).isFalse();
    assertThat(Judge.isLate(response(500, problem(500, "outcome_unknown", "broken")))).isFalse();
    assertThat(Judge.isLate(response(503, problem(503, "unavailable", "try again")))).isTrue();
    assertThat(Judge.isLate(response(503, problem(503, "internal", "broken")))).isFalse();
    assertThat(complaints(503, problem(503, "unavailable", "try again")))
        .as("to a request that was sent alone")
        .containsExactly("status 503");
    assertThat(complaints(504, problem(504, "outcome_unknown", "no answer")))
        .as("to a request that was sent alone")
        .containsExactly("status 504");
  }

  @Test
  void noticesSecrets() {
    for (var secret :
        List.of(
            "\\tat mercat.edge.Routes.of(Routes.java:7)",
            "java.lang.IllegalStateException",
            "ERROR: relation \\\"orders\\\" does not exist",
            "select sku from product",
            "Vert.x 5.0.12",
            "PostgreSQL")) {
      assertThat(complaints(404, problem(404, "not_found", secret))).as(secret).hasSize(1);
    }
  }

  @Test
  void makesTheSameRequestOfTheSameSeedAndNumber() {
    var requests = IntStream.range(0, 500).mapToObj(i -> sent(3, i)).toList();
    assertThat(IntStream.range(0, 500).mapToObj(i -> sent(3, i)).toList()).isEqualTo(requests);
    assertThat(requests).doesNotHaveDuplicates();
    assertThat(IntStream.range(0, 500).mapToObj(i -> sent(4, i)).toList()).isNotEqualTo(requests);
  }

  @Test
  void makesRequestsOfEveryOperationThatMercatHas() throws IOException {
    var contract =
        PublishedContract.read(
            Files.readString(Path.of("../verticles/edge/src/main/resources/edge/openapi.yaml")));
    var requests = new Requests(contract, new ServerAddress("127.0.0.1", 1, ""), "token", 5);
    assertThat(LongStream.range(0, 20_000).mapToObj(requests::of).map(FuzzRequest::operation))
        .containsAll(contract.operations());
  }

  private static String sent(long seed, long number) {
    var address = new ServerAddress("127.0.0.1", 1, "");
    var requests = new Requests(CONTRACT, address, "token", seed);
    var request = requests.of(number);
    return number + new String(request.bytes(), UTF_8);
  }

  private List<String> complaints(int status, String problem) {
    return complaints(status, "application/problem+json", problem);
  }

  private List<String> complaints(int status, String mediaType, String body) {
    return judge.complaints(request, response(status, mediaType, body));
  }

  private static RawResponse response(int status, String problem) {
    return response(status, "application/problem+json", problem);
  }

  private static RawResponse response(int status, String mediaType, String body) {
    return new RawResponse(status, head(status, "fuzz-7", mediaType), body.getBytes(UTF_8));
  }

  private static byte[] head(int status, String id, String mediaType) {
    return """
    HTTP/1.1 %d Said\r
    X-Request-Id: %s\r
    Content-Type: %s\r
    Retry-After: 1\r
    \r
    """
        .formatted(status, id, mediaType)
        .getBytes(UTF_8);
  }

  private static String problem(int status, String code, String detail) {
    return """
    {"status":%d,"code":"%s","detail":"%s"}\
    """
        .formatted(status, code, detail);
  }
}
