package mercat.notifications;

import static mercat.platform.Await.await;
import static mercat.platform.config.Demand.demand;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import mercat.notifications.domain.WebhookUrl;
import mercat.notifications.domain.WebhookUrl.RefusedException;

/**
 * What a webhook may be sent to: its URL is looked at, its name resolved once, and each of the
 * addresses looked at. Who connects does so to one of them, and asks nobody again.
 */
final class WebhookTargets {
  private final HostAddresses names;
  private final Set<String> origins;
  private final AddressRule addresses;

  /** Where to connect to, and as whom to speak to it. */
  record Target(WebhookUrl url, InetAddress address) {}

  /** Whether something may be called. */
  sealed interface Checked {
    /** It may, at any of these addresses. */
    record Permitted(WebhookUrl url, List<InetAddress> addresses) implements Checked {
      /** One of them, another one for each attempt. */
      Target target(int attempt) {
        return new Target(url, addresses.get(Math.floorMod(attempt - 1, addresses.size())));
      }
    }

    /** It may not: for good, or until its name stands for something else. */
    record Refused(String reason, String detail) implements Checked {}

    /** Nobody knows what its name stands for. */
    record Unresolved() implements Checked {}
  }

  /**
   * Targets.
   *
   * @param allowed host and port, joined by a colon, or stretches of addresses with a slash
   * @throws IllegalArgumentException when one of them is neither
   */
  WebhookTargets(HostAddresses names, List<String> allowed) {
    Predicate<String> isStretch = entry -> entry.contains("/");
    this.names = names;
    this.addresses = new AddressRule(allowed.stream().filter(isStretch));
    this.origins =
        allowed.stream().filter(isStretch.negate()).collect(Collectors.toUnmodifiableSet());
    origins.forEach(origin ->
        demand(
            origin.matches("\\S+:[0-9]{1,5}"),
            "webhooks-allow: host:port, or addresses such as 10.1.0.0/16; not " + origin));
  }

  Checked check(String text) {
    WebhookUrl url;
    try {
      url = WebhookUrl.of(text, origins);
    } catch (RefusedException refused) {
      return new Checked.Refused("url_refused", refused.detail());
    }
    var found = await(names.of(url.host()).otherwise(List.of()));
    if (found.isEmpty()) {
      return new Checked.Unresolved();
    }
    return url.isPlain() || found.stream().allMatch(addresses::permits)
        ? new Checked.Permitted(url, found)
        : new Checked.Refused("address_refused", "the name leads to an address that is not public");
  }
}
