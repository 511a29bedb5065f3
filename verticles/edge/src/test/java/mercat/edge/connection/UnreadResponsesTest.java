package mercat.edge.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnreadResponsesTest {
  private final UnreadResponses unread = new UnreadResponses(1_000);

  @Test
  void closesWhoHasHadSomethingToReadForTheLongestTimeAgainAndAgain() {
    for (int wave = 1; wave <= 3; wave++) {
      var older = connection();
      var newer = connection();
      older.runPendingTasks();
      assertThat(older.isOpen()).as("the older of wave " + wave).isFalse();
      assertThat(newer.isOpen()).as("the newer of wave " + wave).isTrue();
      var unused = newer.close();
      newer.runPendingTasks();
    }
  }

  /** One that has half of the bound to read. */
  private EmbeddedChannel connection() {
    var channel = new EmbeddedChannel(new ChannelDuplexHandler());
    var below = channel.pipeline().firstContext();
    var decoder = new StrictDecoder(new HttpServerOptions(), Duration.ofSeconds(10));
    channel.pipeline().addLast(new ResponseWatch(decoder, unread, below));
    var unused = channel.write(Unpooled.wrappedBuffer(new byte[500]));
    return channel;
  }
}
