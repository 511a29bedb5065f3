package mercat.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UrlParametersTest {
  private static final String URL =
      "postgresql://u:p%40@h:5433/d?sslmode=verify-full&sslrootcert=%2Fa%20b";

  @Test
  void reachJdbcAndWhoeverIsHandedTheUrlOn() {
    var access = DatabaseAccess.of(URL);
    assertThat(access.parameters().jdbc())
        .containsEntry("sslmode", "verify-full")
        .containsEntry("sslrootcert", "/a b");
    assertThat(access.at("other").adminUrl()).isEqualTo(URL.replace("@h", "@other"));
    assertThat(new UrlParameters("sslmode=require&sslrootcert=f").jdbc())
        .containsEntry("sslmode", "verify-ca");
    assertThat(UrlParameters.NONE.jdbc()).containsEntry("sslmode", "disable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sslmode=prefer", "sslmode=", "options=-c%20x", "sslMode=require"})
  void areRefusedWhereTheyWouldNotBeObeyed(String query) {
    assertThatThrownBy(() -> new UrlParameters(query))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(query.startsWith("sslmode") ? "sslmode is one of" : "no parameter");
  }
}
