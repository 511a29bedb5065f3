package mercat.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import java.time.Instant;
import java.util.List;
import mercat.platform.HookKeys.HookVerdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signed by the library of Standard Webhooks, checked by ours. */
class HookKeysTest {
  private static final String OLDER = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String NEWER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  private static final String OTHER = "whsec_plJ3nmyCDGBKInavdOK15jsl/hwgxaHL";
  private static final Instant NOW = Instant.ofEpochSecond(1_780_000_000);
  private static final String BODY = "{\"data\": {\"charge\":\"\u00e9\"}}\n";

  private final HookKeys keys = HookKeys.of(List.of(OLDER, NEWER));

  private HookVerdict check(String timestamp, String signatures) {
    return keys.check("msg_1", timestamp, signatures, BODY, NOW);
  }

  private static String signed(String secret, long seconds) {
    try {
      return new Webhook(secret).sign("msg_1", seconds, BODY);
    } catch (EmptyWebhookSecretException | WebhookSigningException wrong) {
      throw new AssertionError(wrong);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {OLDER, NEWER})
  void takesWhatEitherOfTwoSecretsSigned(String secret) {
    var signature = signed(secret, NOW.getEpochSecond());
    var now = String.valueOf(NOW.getEpochSecond());
    assertThat(check(now, signature)).isEqualTo(HookVerdict.GENUINE);
    assertThat(check(now, "v1a,xyz v1,AAAA " + signature)).isEqualTo(HookVerdict.GENUINE);
    assertThat(HookKeys.of(List.of(secret)).check("msg_1", now, signature, BODY, NOW))
        .isEqualTo(HookVerdict.GENUINE);
  }

  @Test
  void takesNothingElse() {
    var signature = signed(NEWER, NOW.getEpochSecond());
    var now = String.valueOf(NOW.getEpochSecond());
    var wrong = HookVerdict.WRONG_SIGNATURE;
    assertThat(check(now, signed(OTHER, NOW.getEpochSecond()))).isEqualTo(wrong);
    assertThat(check(now, "")).isEqualTo(wrong);
    assertThat(check(now, signature.substring(3))).isEqualTo(wrong);
    assertThat(check(now, signature.replace("v1,", "v2,"))).isEqualTo(wrong);
    assertThat(check(now, signature + "=")).isEqualTo(wrong);
    assertThat(check(now, signature.replace("v1,", "v1, "))).isEqualTo(wrong);
    assertThat(keys.check("msg_2", now, signature, BODY, NOW)).isEqualTo(wrong);
    var unnamed = keys.sign("", NOW, BODY);
    assertThat(keys.check("", now, unnamed, BODY, NOW)).isEqualTo(wrong);
    assertThat(keys.check("msg_1", now, signature, BODY.strip(), NOW)).isEqualTo(wrong);
    assertThat(keys.check("msg_1", now, signature, BODY.replace(" ", ""), NOW)).isEqualTo(wrong);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "now", "-1780000000", "1780000000.0", "+1780000000", "9999999999999"})
  void takesNoTimestampThatIsNone(String timestamp) {
    assertThat(check(timestamp, signed(NEWER, NOW.getEpochSecond())))
        .isEqualTo(HookVerdict.WRONG_SIGNATURE);
  }

  @ParameterizedTest
  @CsvSource({"-301, OUT_OF_TIME", "-300, GENUINE", "300, GENUINE", "301, OUT_OF_TIME"})
  void takesWhatWasSignedJustNow(long off, HookVerdict verdict) {
    long seconds = NOW.getEpochSecond() + off;
    assertThat(check(String.valueOf(seconds), signed(NEWER, seconds))).isEqualTo(verdict);
  }

  @Test
  void countsNoTimeOfWhatNobodySigned() {
    assertThat(check("1", signed(NEWER, NOW.getEpochSecond())))
        .isEqualTo(HookVerdict.WRONG_SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa==",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa*w"
      })
  void refusesASecretThatIsNoneAndTellsNothingOfIt(String secret) {
    assertThatThrownBy(() -> HookKeys.of(List.of(secret)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessage("a secret is whsec_ and 24 to 64 bytes in Base64");
  }

  @Test
  void wantsOneSecretOrTwo() {
    for (var secrets : List.of(List.<String>of(), List.of(OLDER, NEWER, OTHER))) {
      assertThatThrownBy(() -> HookKeys.of(secrets)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
