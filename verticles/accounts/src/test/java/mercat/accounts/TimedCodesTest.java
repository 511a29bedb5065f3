package mercat.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimedCodesTest {
  /** That of RFC 6238, appendix B: 12345678901234567890. */
  private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

  @ParameterizedTest
  @CsvSource({
    "59, 287082",
    "1111111109, 081804",
    "1111111111, 050471",
    "1234567890, 005924",
    "2000000000, 279037",
    "20000000000, 353130"
  })
  void areThoseOfTheStandard(long at, String code) {
    assertThat(at(at).stepOf(SECRET, code, 0)).hasValue(at / 30);
  }

  @ParameterizedTest
  @CsvSource({"-2, false", "-1, true", "0, true", "1, true", "2, false"})
  void countAStepBeforeAndAfter(int stepsLate, boolean counts) {
    var step = at(1_234_567_890 + 30L * stepsLate).stepOf(SECRET, "005924", 0);
    assertThat(step).isEqualTo(counts ? OptionalLong.of(41_152_263) : OptionalLong.empty());
  }

  @ParameterizedTest
  @CsvSource({"41152262, true", "41152263, false", "41152264, false", "99999999999, false"})
  void doNotCountAfterALaterOneWasUsed(long used, boolean counts) {
    assertThat(at(1_234_567_890).stepOf(SECRET, "005924", used).isPresent()).isEqualTo(counts);
  }

  @Test
  void areMadeBySecretsOf160Bits() {
    assertThat(TimedCodes.freshSecret())
        .matches("[A-Z2-7]{32}")
        .isNotEqualTo(TimedCodes.freshSecret());
    assertThat(TimedCodes.freshRecoveryCode()).matches("[A-Z2-7]{16}");
    assertThat(at(0).uri(SECRET, "ada+shop@example.com"))
        .isEqualTo(
            "otpauth://totp/shop.example.com:ada%2Bshop%40example.com?secret="
                + SECRET
                + "&issuer=shop.example.com&period=30");
  }

  private static TimedCodes at(long second) {
    return new TimedCodes(InstantSource.fixed(Instant.ofEpochSecond(second)), "shop.example.com");
  }
}
