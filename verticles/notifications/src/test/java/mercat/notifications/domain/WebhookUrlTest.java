package mercat.notifications.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import mercat.notifications.domain.WebhookUrl.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookUrlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          https://shop.example.com             | shop.example.com     | 443  | /
          https://shop.example.com/hooks?a=1%20 | shop.example.com    | 443  | /hooks?a=1%20
          HTTPS://Shop.Example.COM:8443/Hooks  | shop.example.com     | 8443 | /Hooks
          https://xn--mller-kva.example:1024/  | xn--mller-kva.example | 1024 | /
          https://1.example.com/               | 1.example.com        | 443  | /
          """)
  void takesHttpsToAFullName(String url, String host, int port, String target)
      throws RefusedException {
    assertThat(WebhookUrl.of(url, Set.of()))
        .isEqualTo(new WebhookUrl("https", host, port, target, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "shop.example.com",
        "http://shop.example.com/",
        "ftp://shop.example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https:///hooks",
        "https://user@shop.example.com/",
        "https://shop.example.com@127.0.0.1/",
        "https://user:word@shop.example.com/",
        "https://shop.example.com/#top",
        "https://shop.example.com/a b",
        "https://shop.example.com/\r\nHost: inside",
        "https://shop.example.com\\@127.0.0.1/",
        "https://müller.example/",
        "https://localhost/",
        "https://postgres:8443/",
        "https://shop.example.com./",
        "https://-shop.example.com/",
        "https://shop_1.example.com/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://017700000001/",
        "https://example.0x7f/",
        "https://169.254.169.254/latest/meta-data/",
        "https://8.8.8.8/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fd00::1]/",
        "https://shop.example.com:0/",
        "https://shop.example.com:22/",
        "https://shop.example.com:80/",
        "https://shop.example.com:1023/",
        "https://shop.example.com:65536/"
      })
  void refusesEverythingElse(String url) {
    assertThatThrownBy(() -> WebhookUrl.of(url, Set.of())).isInstanceOf(RefusedException.class);
  }

  @Test
  void refusesWhatIsTooLong() throws RefusedException {
    var longest = "https://shop.example.com/" + "a".repeat(2_023);
    assertThat(WebhookUrl.of(longest, Set.of()).target()).hasSize(2_024);
    assertThatThrownBy(() -> WebhookUrl.of(longest + "a", Set.of()))
        .hasMessage("at most 2048 characters");
  }

  @Test
  void takesWhatIsAllowedByNameAndNothingBesideIt() throws RefusedException {
    var allowed = Set.of("127.0.0.1:8081", "erp:80");
    assertThat(WebhookUrl.of("http://127.0.0.1:8081/a", allowed).isPlain()).isTrue();
    assertThat(WebhookUrl.of("http://ERP/a", allowed).isPlain()).isTrue();
    assertThat(WebhookUrl.of("https://shop.example.com/", allowed).isPlain()).isFalse();
    for (var other : new String[] {"http://127.0.0.1:8082/", "http://erp:81/", "https://erp/"}) {
      assertThatThrownBy(() -> WebhookUrl.of(other, allowed)).isInstanceOf(RefusedException.class);
    }
    assertThatThrownBy(() -> WebhookUrl.of("http://user@127.0.0.1:8081/", allowed))
        .isInstanceOf(RefusedException.class);
  }
}
