package mercat.edge.access;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Where requests come from.
 *
 * @param trustedHops proxies before the edge, each of which adds to {@code X-Forwarded-For} whom it
 *     had the request from; what stands before their entries anybody may have written
 */
public record ClientAddress(int trustedHops) {
  private static final String FORWARDED_FOR = "X-Forwarded-For";
  private static final int IPV6_NETWORK_BYTES = 8;

  /** The address of IPv4, or the network of IPv6, all of whose addresses one client may have. */
  String of(HttpServerRequest request) {
    var address = NetUtil.createByteArrayFromIpAddressString(firstUntrusted(request));
    if (address == null) {
      return request.remoteAddress().hostAddress();
    }
    return HexFormat.of()
        .formatHex(
            address.length > IPV6_NETWORK_BYTES
                ? Arrays.copyOf(address, IPV6_NETWORK_BYTES)
                : address);
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
