package mercat.payments.stripe;

import static mercat.platform.config.Demand.demand;

import java.net.URI;
import java.time.Duration;
import mercat.platform.config.ConfidentialUrl;
import mercat.platform.config.Secret;

/**
 * How Stripe is reached.
 *
 * @param url of its API, without a path; https, or a machine's own address
 * @param key the secret or restricted key of the shop's account; empty: Stripe is not used
 * @param rest how long Stripe is let alone when it does not answer, 1 ms to 5 min
 */
public record StripeSettings(String url, Secret key, Duration rest) {
  private static final Duration REST_MAX = Duration.ofMinutes(5);

  private static final int KEY_MAX = 255;

  public StripeSettings {
    demand(
        ConfidentialUrl.of(url).filter(StripeSettings::isBase).isPresent(),
        "stripe-url: a URL with https and without a path is wanted");
    demand(
        key.value().isEmpty() || key.value().matches("(sk|rk)_[\\x21-\\x7e]{1," + KEY_MAX + "}"),
        "stripe-key: a secret key (sk_...) or a restricted one (rk_...) is wanted");
    demand(rest.toMillis() >= 1 && rest.compareTo(REST_MAX) <= 0, "stripe-rest: 1ms to 5m");
  }

  public boolean isGiven() {
    return !key.value().isEmpty();
  }

  private static boolean isBase(URI url) {
    return url.getRawQuery() == null && String.valueOf(url.getRawPath()).isEmpty();
  }
}
