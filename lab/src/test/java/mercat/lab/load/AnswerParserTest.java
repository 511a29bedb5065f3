package mercat.lab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswerParserTest {
  private static final String PLAIN =
      """
      HTTP/1.1 201 Created
      Location: /v1/orders/1
      content-LENGTH: 5

      hello\
      """
          .replace("\n", "\r\n");
  private static final String CHUNKED =
      """
      HTTP/1.1 409 Conflict
      Transfer-Encoding: chunked

      3
      out
      A
       of stock!
      0

      """
          .replace("\n", "\r\n");

  @Test
  void readsAnAnswerHoweverItIsCut() {
    for (var text : new String[] {PLAIN, CHUNKED}) {
      var bytes = text.getBytes(StandardCharsets.US_ASCII);
      for (var cut = 1; cut < bytes.length; cut++) {
        var parser = new AnswerParser();
        assertThat(parser.feed(Arrays.copyOf(bytes, cut), true)).isNull();
        var answer = parser.feed(Arrays.copyOfRange(bytes, cut, bytes.length), true);
        assertThat(answer)
            .isNotNull()
            .extracting(Answer::bodyText)
            .asString()
            .isIn("hello", "out of stock!");
      }
    }
  }

  @Test
  void readsOneAnswerAfterAnother() {
    var parser = new AnswerParser();
    var bytes = PLAIN.getBytes(StandardCharsets.US_ASCII);
    for (var i = 0; i < 3; i++) {
      var answer = Objects.requireNonNull(parser.feed(bytes, true));
      assertThat(answer.status()).isEqualTo(201);
      assertThat(answer.header("LOCATION")).isEqualTo(Optional.of("/v1/orders/1"));
    }
    var answer = Objects.requireNonNull(parser.feed(bytes, false));
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void takesAnAnswerWithoutABody() {
    var answer =
        new AnswerParser()
            .feed("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII), true);
    assertThat(Objects.requireNonNull(answer).status()).isEqualTo(204);
  }

  @Test
  void refusesWhatIsNotHttp() {
    var bytes = "SSH-2.0-OpenSSH_9.2p1 Debian\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> new AnswerParser().feed(bytes, true))
        .hasMessage("not an HTTP/1.1 answer");
  }
}
