package mercat.notifications;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import mercat.platform.config.Settings;
import mercat.platform.config.SettingsException;
import mercat.platform.config.Sources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotificationsConfigTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          smtp-tls         | starttls
          smtp-connections | 0
          smtp-connections | 65
          smtp-timeout     | 999ms
          smtp-timeout     | 61s
          smtp-rest        | 0s
          sender           | shop
          sender           | Shop <shop@example.com>
          sender           | 'a@example.com,b@example.com'
          sender           | shop@müller.example
          shop-name        | ''
          shop-name        | Shop <b>
          shop-name        | 'Shop"'
          language         | fr
          verify-link      | http://localhost:8080/verify
          verify-link      | javascript:alert({token})
          reset-link       | http://localhost/{token}"onclick="x
          attempts-max     | 0
          attempts-max     | 101
          back-off         | 2h
          lease            | 59s
          work-every       | 0s
          staff-address    | nobody
          webhooks-allow   | 127.0.0.1
          webhooks-allow   | 10.0.0.0/33
          webhooks-allow   | 'erp:8080, inside/8'
          webhooks-off-after | 59m
          webhooks-keep    | 6d
          """)
  void refusesWhatMailsCannotBeSentWith(String setting, String value) {
    assertThatThrownBy(() -> config(setting, value))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("notifications");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          smtp-tls    | implicit
          shop-name   | Müller & Co. Läden
          webhooks-allow | 'erp.example.com:8080, 10.1.0.0/16'
          verify-link | https://shop.example.com/account/verify?token={token}
          """)
  void takesWhatShopsAreCalled(String setting, String value) {
    assertThatCode(() -> config(setting, value)).doesNotThrowAnyException();
  }

  private static NotificationsConfig config(String setting, String value) {
    var flags = Map.of("notifications." + setting, value);
    return Settings.load(Sources.none().withFlags(flags))
        .section("notifications", NotificationsConfig.class);
  }
}
