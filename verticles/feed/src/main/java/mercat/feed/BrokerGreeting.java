package mercat.feed;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * Looks who answers at the addresses of the brokers before Kafka's client does. That takes the
 * first four bytes of any answer for its length, and sets as much memory aside: 1.2 GB where an
 * HTTP server answers, 352 MB where a broker wants TLS. A node that has no memory left ends.
 */
final class BrokerGreeting {
  private static final int PATIENCE_MS = 1_000;

  /** Bytes; what a broker can do takes some hundred. */
  private static final int ANSWER_MAX = 1 << 20;

  private static final int ANSWER_MIN = 6;
  private static final int CORRELATION = 0x6d657263;

  /** ApiVersions, version 0, of a client without a name: every broker answers it to anybody. */
  private static final byte[] QUESTION =
      ByteBuffer.allocate(14)
          .putInt(10)
          .putShort((short) 18)
          .putShort((short) 0)
          .putInt(CORRELATION)
          .putShort((short) -1)
          .array();

  private BrokerGreeting() {}

  /**
   * Asks each address in turn, a second to connect and one for the answer. Who is away or says
   * nothing is left to Kafka's client, and so is TLS, under which a stranger is found out by
   * itself.
   *
   * @param settings of the producer
   * @throws Failure <em>unavailable</em> when something else than Kafka answers
   */
  static void check(Map<String, Object> settings) {
    var protocol = settings.getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "PLAINTEXT");
    if (protocol.toString().endsWith("SSL")) {
      return;
    }
    var servers = settings.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
    for (var server : List.of(String.valueOf(servers).split(",", -1))) {
      if (!mayBeKafka(address(server.strip()))) {
        throw new Failure(
            FailureKind.UNAVAILABLE,
            "Kafka: what answers at " + server.strip() + " is no broker, or wants TLS",
            null);
      }
    }
  }

  private static InetSocketAddress address(String server) {
    int colon = server.lastIndexOf(':');
    var host = server.substring(0, colon).replaceAll("[\\[\\]]", "");
    return new InetSocketAddress(host, Integer.parseInt(server.substring(colon + 1)));
  }

  private static boolean mayBeKafka(InetSocketAddress address) {
    try (var socket = new Socket()) {
      socket.connect(address, PATIENCE_MS);
      socket.setSoTimeout(PATIENCE_MS);
      socket.getOutputStream().write(QUESTION);
      var answer = new DataInputStream(socket.getInputStream());
      int length = answer.readInt();
      return length >= ANSWER_MIN && length <= ANSWER_MAX && answer.readInt() == CORRELATION;
    } catch (IOException awayOrSilent) {
      return true;
    }
  }
}
