package mercat.notifications;

import static mercat.platform.config.Demand.demand;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses are on the public Internet, after IANA's registries of special-purpose addresses,
 * and which others a shop allows.
 */
final class AddressRule {
  private static final List<IpSubnetFilterRule> INSIDE_4 =
      rules(
          Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/4",
              "240.0.0.0/4"));

  /** Nothing else is given to anybody. What wraps IPv4 lies outside of it, or in the next. */
  private static final IpSubnetFilterRule GLOBAL_6 = rule("2000::/3");

  private static final List<IpSubnetFilterRule> INSIDE_6 =
      rules(Stream.of("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"));

  private final List<IpSubnetFilterRule> allowed;

  /**
   * A rule.
   *
   * @param allowed stretches such as {@code 10.1.0.0/16} that may be called although they are
   *     inside
   * @throws IllegalArgumentException when one of them is none
   */
  AddressRule(Stream<String> allowed) {
    this.allowed = rules(allowed);
  }

  boolean permits(InetAddress address) {
    return isPublic(address) || isIn(allowed, address);
  }

  /** An IPv4 address in IPv6's clothes is an IPv4 address to Java as well. */
  private static boolean isPublic(InetAddress address) {
    return address instanceof Inet4Address
        ? !isIn(INSIDE_4, address)
        : isIn(List.of(GLOBAL_6), address) && !isIn(INSIDE_6, address);
  }

  private static boolean isIn(List<IpSubnetFilterRule> rules, InetAddress address) {
    var asked = new InetSocketAddress(address, 0);
    return rules.stream().anyMatch(rule -> rule.matches(asked));
  }

  private static List<IpSubnetFilterRule> rules(Stream<String> stretches) {
    return stretches.map(AddressRule::rule).toList();
  }

  private static IpSubnetFilterRule rule(String stretch) {
    demand(
        stretch.matches("[0-9a-fA-F.:]+/[0-9]{1,3}"),
        "webhooks-allow: " + stretch + " is no stretch of addresses");
    return new IpSubnetFilterRule(stretch, IpFilterRuleType.ACCEPT);
  }
}
