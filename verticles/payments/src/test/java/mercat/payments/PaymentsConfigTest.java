package mercat.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import mercat.platform.config.Settings;
import mercat.platform.config.SettingsException;
import mercat.platform.config.Sources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaymentsConfigTest {
  private static PaymentsConfig read(Map<String, String> flags) {
    return Settings.load(Sources.none().withFlags(flags)).section("payments", PaymentsConfig.class);
  }

  @Test
  void sendsCardsToTheSandboxUnlessItIsToldOtherwise() {
    assertThat(read(Map.of()).byMethod()).isEqualTo(Map.of("card", "sandbox"));
    var stripe = Map.of("payments.providers", "card=stripe", "payments.stripe-key", "sk_live_1");
    assertThat(read(stripe).byMethod()).isEqualTo(Map.of("card", "stripe"));
    assertThat(read(stripe).toString()).doesNotContain("sk_live_1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          providers  | card                        | payments: providers: card: a method and sandbox or stripe is wanted
          providers  | card=paypal                 | payments: providers: card=paypal: a method and sandbox or stripe is wanted
          providers  | voucher=sandbox             | payments: providers: nobody takes card
          providers  | card=sandbox,card=stripe    | payments: providers: card is named twice
          providers  | card=stripe                 | payments: stripe-key is wanted where stripe takes payments
          stripe-key | pk_live_1                   | payments: stripe-key: a secret key (sk_...) or a restricted one (rk_...) is wanted
          stripe-url | http://api.stripe.com       | payments: stripe-url: a URL with https and without a path is wanted
          stripe-url | https://api.stripe.com/v1   | payments: stripe-url: a URL with https and without a path is wanted
          stripe-url | https://a@api.stripe.com    | payments: stripe-url: a URL with https and without a path is wanted
          stripe-rest | 0s                         | payments: stripe-rest: 1ms to 5m
          stripe-rest | 301s                       | payments: stripe-rest: 1ms to 5m
          stripe-url | stripe                      | payments: stripe-url: a URL with https and without a path is wanted
          """)
  void namesTheSettingThatCannotBe(String setting, String value, String why) {
    var flags = new HashMap<String, String>();
    flags.put("payments." + setting, value);
    assertThatThrownBy(() -> read(flags))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(why)
        .hasMessageNotContaining("pk_live_1");
  }
}
