package mercat.feed;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import mercat.testkit.Loopback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who answers where a broker should; {@link KafkaFeedIT} has a real one. */
class BrokerGreetingTest {
  /** What a broker that wants TLS says to whoever does not speak it. */
  private static final String ALERT = "\u0015\u0003\u0003\0\u0002\u0002F";

  @AutoClose private final Vertx vertx = Vertx.vertx();

  /** An address at which this is said to whatever is asked. */
  private String saying(String answer) throws Exception {
    var server =
        vertx
            .createNetServer()
            .connectHandler(socket ->
                socket.handler(asked -> {
                  var unused = socket.write(Buffer.buffer(answer.getBytes(ISO_8859_1)));
                }))
            .listen(0, "127.0.0.1")
            .await(30, TimeUnit.SECONDS);
    return "127.0.0.1:" + server.actualPort();
  }

  private static Map<String, Object> settings(String servers) {
    return ProducerSettings.of(new FeedConfig(servers, "", "mercat", Duration.ofSeconds(1)));
  }

  /** Kafka's client would set aside more memory than there is. */
  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 400 Bad Request\r\n\r\n", ALERT, "\0\0\0\u0006another"})
  void aStrangersIsNotTakenForABrokers(String answer) throws Exception {
    var stranger = saying(answer);
    var away = "127.0.0.1:" + Loopback.freePort();
    try (var writer = KafkaWriter.of(settings(away + ", " + stranger), () -> false)) {
      assertThatThrownBy(() -> writer.write(List.of(new ProducerRecord<>("topic", "event"))))
          .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
          .returns(FailureKind.UNAVAILABLE, Failure::kind)
          .extracting(Failure::getMessage, InstanceOfAssertFactories.STRING)
          .contains(stranger, "no broker, or wants TLS");
    }
  }

  @Test
  void isLeftToKafkasClientWhereThereIsNone() throws Exception {
    var silent = saying("");
    assertThatCode(
            () -> BrokerGreeting.check(settings("127.0.0.1:" + Loopback.freePort() + "," + silent)))
        .doesNotThrowAnyException();
  }
}
