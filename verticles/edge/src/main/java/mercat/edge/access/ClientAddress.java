package mercat.edge.access;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Where requests come from.
 *
 * @param trustedHops proxies before the edge, each of which adds to {@code X-Forwarded-For} whom it
 *     had the request from; what stands before their entries anybody may have written
 */
public record ClientAddress(int trustedHops) {
  private static final String FORWARDED_FOR = "X-Forwarded-For";
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_NETWORK_BYTES = 8;

  /** What an address of IPv4 stands behind in one of IPv6: mapped, or translated (RFC 6052). */
  private static final List<byte[]> AROUND_IPV4 =
      List.of(
          HexFormat.of().parseHex("00000000000000000000ffff"),
          HexFormat.of().parseHex("0064ff9b0000000000000000"));

  /** The address of IPv4, or the network of IPv6, all of whose addresses one client may have. */
  String of(HttpServerRequest request) {
    var address = NetUtil.createByteArrayFromIpAddressString(withoutPort(firstUntrusted(request)));
    return address == null
        ? request.remoteAddress().hostAddress()
        : HexFormat.of().formatHex(whose(address));
  }

  private static byte[] whose(byte[] address) {
    if (address.length == IPV4_BYTES) {
      return address;
    }
    boolean isIpv4 =
        AROUND_IPV4.stream().anyMatch(it -> Arrays.equals(address, 0, it.length, it, 0, it.length));
    return isIpv4
        ? Arrays.copyOfRange(address, address.length - IPV4_BYTES, address.length)
        : Arrays.copyOf(address, IPV6_NETWORK_BYTES);
  }

  /** Some proxies write the port as well, which is another one for each connection. */
  private static String withoutPort(String hop) {
    int bracket = hop.indexOf(']');
    if (hop.startsWith("[") && bracket > 0) {
      return hop.substring(1, bracket);
    }
    int colon = hop.indexOf(':');
    return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
  }

  private String firstUntrusted(HttpServerRequest request) {
    var remote = request.remoteAddress().hostAddress();
    if (trustedHops == 0) {
      return remote;
    }
    var hops = String.join(",", request.headers().getAll(FORWARDED_FOR)).split(",", -1);
    return hops.length < trustedHops ? remote : hops[hops.length - trustedHops].strip();
  }
}
