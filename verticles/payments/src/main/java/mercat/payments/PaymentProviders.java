package mercat.payments;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import mercat.contracts.Money;
import mercat.platform.Failure;
import mercat.platform.Timeouts;
import mercat.platform.telemetry.Traces;
import org.jspecify.annotations.Nullable;

/**
 * The providers of this shop, and which of them takes a new payment. A payment stays with the one
 * that it was first asked of, whatever settings say later.
 *
 * @param byMethod the names of those that take new payments, by method
 */
record PaymentProviders(Map<String, TracedProvider> byName, Map<String, String> byMethod) {
  /**
   * The providers and who takes what.
   *
   * @throws IllegalArgumentException when a method is to be taken by a provider that is not there
   */
  static PaymentProviders of(
      List<PaymentProvider> providers,
      Map<String, String> byMethod,
      Traces traces,
      Timeouts timeouts) {
    var byName =
        providers.stream()
            .map(provider -> new TracedProvider(provider, traces, timeouts))
            .collect(toUnmodifiableMap(each -> each.provider().name(), Function.identity()));
    byMethod.forEach((method, name) -> {
      if (!byName.containsKey(name)) {
        throw new IllegalArgumentException(
            "providers: %s=%s: there are %s".formatted(method, name, byName.keySet()));
      }
    });
    return new PaymentProviders(byName, Map.copyOf(byMethod));
  }

  /** Who takes new payments of this method; nobody where it is not offered. */
  Optional<String> ofMethod(String method) {
    return Optional.ofNullable(byMethod.get(method));
  }

  /**
   * The provider of this name.
   *
   * @throws Failure when it is not configured here any more, so that its payments wait for it
   */
  TracedProvider named(String name) {
    var provider = find(name);
    if (provider == null) {
      throw Failure.unavailable("the payment provider " + name + ", which is not configured", null);
    }
    return provider;
  }

  /** Whether the provider can be told of such an amount; true where nobody knows. */
  boolean canMove(String name, Money amount) {
    var provider = find(name);
    return provider == null || provider.provider().canMove(amount);
  }

  /** How many of so many payments each of those may be troubled with that have less room. */
  Map<String, Integer> rooms(int payments) {
    var rooms = new TreeMap<String, Integer>();
    byName.forEach((name, provider) -> {
      int room = provider.provider().roomFor(payments);
      if (room < payments) {
        rooms.put(name, room);
      }
    });
    return rooms;
  }

  private @Nullable TracedProvider find(String name) {
    return byName.get(name);
  }
}
