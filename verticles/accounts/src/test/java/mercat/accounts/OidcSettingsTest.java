package mercat.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import mercat.platform.config.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OidcSettingsTest {
  private static final String ISSUER = "https://id.example";
  private static final List<String> BACK = List.of("https://shop.example/back");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://id.example",
        "http://10.0.0.1",
        "http://169.254.169.254/latest",
        "http://localhost.evil.example",
        "http://0x7f.1",
        "https://user@id.example",
        "https://id.example#part",
        "https:///no-host",
        "//id.example",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://id example",
        "id.example"
      })
  void goNowhereInTheOpen(String url) {
    assertThat(OidcSettings.isSafe(url)).isFalse();
    assertRefused("oidc-issuer", url, "shop", BACK);
    assertRefused("oidc-redirect-uris", ISSUER, "shop", List.of(BACK.getFirst(), url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://id.example/tenant/1",
        "http://localhost:8081",
        "http://127.0.0.1:1/a",
        "http://[::1]:9"
      })
  void goByTlsOrStayOnTheMachine(String url) {
    assertThat(OidcSettings.isSafe(url)).isTrue();
  }

  @Test
  void nameAllThatIsNeeded() {
    assertRefused("oidc-client-id", ISSUER, "", BACK);
    assertRefused("oidc-redirect-uris", ISSUER, "shop", List.of());
    assertThat(new OidcSettings("", "", new Secret(""), List.of()).isOffered()).isFalse();
    assertThat(new OidcSettings(ISSUER, "shop", new Secret(""), BACK).isOffered()).isTrue();
  }

  private static void assertRefused(String what, String issuer, String id, List<String> uris) {
    assertThatThrownBy(() -> new OidcSettings(issuer, id, new Secret(""), uris))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(what);
  }
}
