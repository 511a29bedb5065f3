package mercat.lab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResponseParserTest {
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
  void readsAnAnswerHoweverItIsCut() throws IOException {
    for (var text : new String[] {PLAIN, CHUNKED}) {
      var bytes = text.getBytes(StandardCharsets.US_ASCII);
      for (var cut = 1; cut < bytes.length; cut++) {
        var parser = new ResponseParser();
        parser.feed(Arrays.copyOf(bytes, cut));
        assertThat(parser.next(true, false)).isNull();
        parser.feed(Arrays.copyOfRange(bytes, cut, bytes.length));
        var answer = parser.next(true, false);
        assertThat(answer)
            .isNotNull()
            .extracting(RawResponse::bodyText)
            .asString()
            .isIn("hello", "out of stock!");
      }
    }
  }

  @Test
  void readsOneAnswerAfterAnother() throws IOException {
    var parser = new ResponseParser();
    var bytes = PLAIN.getBytes(StandardCharsets.US_ASCII);
    for (var i = 0; i < 3; i++) {
      parser.feed(bytes);
      var answer = Objects.requireNonNull(parser.next(true, false));
      assertThat(answer.status()).isEqualTo(201);
      assertThat(answer.header("LOCATION")).isEqualTo(Optional.of("/v1/orders/1"));
    }
    parser.feed(bytes);
    var answer = Objects.requireNonNull(parser.next(false, false));
    assertThat(answer.body()).isEmpty();
    assertThat(parser.isEmpty()).isTrue();
  }

  @Test
  void takesAnAnswerWithoutABody() throws IOException {
    assertThat(parsed("HTTP/1.1 204 No Content\r\n\r\n", false).status()).isEqualTo(204);
    assertThat(parsed("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", true).body()).isEmpty();
  }

  @Test
  void refusesWhatIsNotHttp() throws IOException {
    var text = "SSH-2.0-OpenSSH_9.2p1 Debian\r\n\r\n";
    assertThatThrownBy(() -> parsed(text, false)).hasMessage("not an HTTP/1.1 response");
  }

  @Test
  void refusesALengthThatIsNone() {
    for (var line : new String[] {"", "Content-Length: x\r\n"}) {
      assertThatThrownBy(() -> parsed("HTTP/1.1 200 OK\r\n" + line + "\r\n", false))
          .hasMessageContaining("length");
    }
  }

  @Test
  void readsWhatFollowsAnInterimResponseAndWhatWasSentTogether() throws IOException {
    var parser = new ResponseParser();
    parser.feed(bytes("HTTP/1.1 100 Continue\r\n\r\n" + PLAIN + CHUNKED));
    assertThat(Objects.requireNonNull(parser.next(true, false)).bodyText()).isEqualTo("hello");
    assertThat(parser.isEmpty()).isFalse();
    assertThat(Objects.requireNonNull(parser.next(true, false)).status()).isEqualTo(409);
    assertThat(parser.isEmpty()).isTrue();
    assertThat(parser.next(true, false)).isNull();
  }

  private static RawResponse parsed(String text, boolean isToHead) throws IOException {
    var parser = new ResponseParser();
    parser.feed(bytes(text));
    return Objects.requireNonNull(parser.next(true, isToHead));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
