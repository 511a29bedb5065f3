package mercat.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import mercat.testkit.ThreadTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaTypesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | application/json | utf-8",
        "APPLICATION/JSON | application/json | utf-8",
        "application/json;charset=UTF-8 | application/json | utf-8",
        "application/json; charset=\"utf-8\" | application/json | utf-8",
        "application/json ; a=b; charset = utf-8 | application/json | utf-8",
        "application/json; | application/json | utf-8",
        "application/json; charset=Latin1 | application/json | latin1",
        "application/json; charset=utf-8; charset=latin1 | application/json | ''",
        "application/json; charset= | application/json | ''",
        "application/jsonp | application/jsonp | utf-8"
      })
  void readsTypeAndCharsetOfABody(String header, String mediaType, String charset) {
    assertThat(MediaTypes.ofBody(header)).isEqualTo(mediaType);
    assertThat(MediaTypes.charset(header)).isEqualTo(charset);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/* | application/json",
        "text/html | text/html",
        "text/html, application/json;q=0.9 | text/html",
        "text/html;q=0.5, application/json | application/json",
        "text/*, application/json;q=0.1 | text/html",
        "application/json;q=0, */* | text/html",
        "text/html;q=x | ''",
        "text/html;q=1e1, application/json | application/json",
        "text/html;q=Infinity, application/json;q=0.1 | application/json",
        "text/html;q=0x1p1, application/json | application/json",
        "text/html;q=1.000, application/json;q=0.999 | text/html",
        "image/png | ''",
        "'' | ''"
      })
  void prefersWhatTheClientDoes(String accept, String mediaType) {
    assertThat(MediaTypes.preferred(accept, List.of("application/json", "text/html")))
        .isEqualTo(mediaType);
  }

  @Test
  void readsTheLongestHeaderInLinearTime() {
    long began = ThreadTime.nanos();
    for (var part : List.of("a/b,", ";", "a=b;", ",;q=", "charset=utf-8 ;")) {
      assertThat(MediaTypes.preferred(part.repeat(2_000), List.of("a/c"))).isEmpty();
      assertThat(MediaTypes.ofBody("a/b;" + part.repeat(2_000))).isEqualTo("a/b");
      assertThat(MediaTypes.charset("a/b;" + part.repeat(2_000))).isIn("", "utf-8");
    }
    assertThat(ThreadTime.since(began)).isLessThan(Duration.ofSeconds(5));
  }
}
