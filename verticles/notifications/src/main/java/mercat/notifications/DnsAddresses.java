package mercat.notifications;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.dns.DnsClient;
import io.vertx.core.dns.DnsClientOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Names as the name server of this machine answers for them. The JDK would ask it as well, but hold
 * a processor of all contexts while a strange server is slow.
 */
final class DnsAddresses implements HostAddresses {
  private static final long PATIENCE_MS = 2_000;

  /** No name has a colon or ends in a number: nobody is asked for these. */
  private static final Pattern ADDRESS = Pattern.compile("\\[?[0-9a-f.]*:.*|[0-9.]+");

  private final DnsClient client;

  DnsAddresses(Vertx vertx) {
    this.client = vertx.createDnsClient(new DnsClientOptions().setQueryTimeout(PATIENCE_MS));
  }

  @Override
  public Future<List<InetAddress>> of(String host) {
    if (ADDRESS.matcher(host).matches()) {
      return Future.succeededFuture(List.of(address(host)));
    }
    var four = client.resolveA(host).otherwise(List.of());
    var six = client.resolveAAAA(host).otherwise(List.of());
    return Future.all(four, six)
        .map(both ->
            Stream.concat(four.result().stream(), six.result().stream())
                .map(DnsAddresses::address)
                .toList());
  }

  /** Of an address no name server is asked. */
  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
