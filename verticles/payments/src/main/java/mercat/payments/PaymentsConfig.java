package mercat.payments;

import static mercat.platform.config.Demand.demand;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import mercat.payments.stripe.StripeSettings;
import mercat.platform.config.Secret;

/**
 * How patient payments are.
 *
 * @param providerTimeout after which the provider's silence counts as no answer; an authorization
 *     waits less when its caller does
 * @param recheck after which a worker looks at a payment that nobody has moved; doubled each time
 * @param backOffMax the longest pause between two looks at the same payment
 * @param workEvery how often a worker looks for what is due
 * @param inFlightMax payments that a worker drives at once
 * @param attemptsAlarm looks at one payment, after which each further one raises an alarm
 * @param providers who takes a new payment, as {@code method=provider}, such as {@code card=stripe}
 * @param stripeUrl of Stripe's API
 * @param stripeKey by which Stripe knows the shop's account; empty where it is not used
 * @param stripeRest how long Stripe is let alone when five calls in a row had no answer or failed,
 *     before one is tried
 * @param stripeHookSecretsFile with the one or two secrets that sign its hooks, one a line; empty
 *     where it sends none
 * @param sandboxSlow how long the sandbox provider takes for its slow token
 * @param sandboxSettle after which it can be asked what became of a charge that had no answer
 * @param sandboxHookSecretsFile with the one or two secrets that sign its hooks, one a line; empty
 *     where it sends none
 */
public record PaymentsConfig(
    Duration providerTimeout,
    Duration recheck,
    Duration backOffMax,
    Duration workEvery,
    int inFlightMax,
    int attemptsAlarm,
    List<String> providers,
    String stripeUrl,
    Secret stripeKey,
    Duration stripeRest,
    String stripeHookSecretsFile,
    Duration sandboxSlow,
    Duration sandboxSettle,
    String sandboxHookSecretsFile) {
  /** The method that buyers have; openapi.yaml says so too. */
  private static final String CARD = "card";

  private static final Pattern PROVIDER = Pattern.compile("[a-z][a-z0-9_]{0,39}=(sandbox|stripe)");

  public PaymentsConfig {
    demand(
        inFlightMax >= 1 && attemptsAlarm >= 1,
        "payments.in-flight-max and payments.attempts-alarm must be positive");
    providers = List.copyOf(providers);
    var byMethod = byMethod(providers);
    demand(byMethod.containsKey(CARD), "providers: nobody takes " + CARD + ": card=sandbox?");
    var stripe = new StripeSettings(stripeUrl, stripeKey, stripeRest);
    demand(
        stripe.isGiven() || !byMethod.containsValue("stripe"),
        "stripe-key is wanted where stripe takes payments");
  }

  /** Who takes new payments, by method. */
  Map<String, String> byMethod() {
    return byMethod(providers);
  }

  StripeSettings stripe() {
    return new StripeSettings(stripeUrl, stripeKey, stripeRest);
  }

  private static Map<String, String> byMethod(List<String> providers) {
    var byMethod = new LinkedHashMap<String, String>();
    for (var each : providers) {
      demand(
          PROVIDER.matcher(each).matches(),
          "providers: " + each + ": a method and sandbox or stripe is wanted, like card=sandbox");
      var parts = each.split("=", -1);
      boolean isFirst = byMethod.put(parts[0], parts[1]) == null;
      demand(isFirst, "providers: " + parts[0] + " is named twice");
    }
    return byMethod;
  }

  public static PaymentsConfig defaults() {
    return new PaymentsConfig(
        Duration.ofMillis(1_200),
        Duration.ofSeconds(5),
        Duration.ofMinutes(1),
        Duration.ofSeconds(1),
        2_000,
        20,
        List.of("card=sandbox"),
        "https://api.stripe.com",
        new Secret(""),
        Duration.ofSeconds(10),
        "",
        Duration.ofMillis(1_000),
        Duration.ofSeconds(2),
        "");
  }
}
