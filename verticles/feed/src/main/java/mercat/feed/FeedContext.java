package mercat.feed;

import static mercat.platform.Await.await;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import mercat.contracts.Vocabulary;
import mercat.platform.BoundedContext;
import mercat.platform.ContextDefinition;

/** Follows every log and writes it to Kafka, where there is one. */
public final class FeedContext implements ContextDefinition {
  /** All of them, its own too: what the staff does to its followers stands there. */
  private static final List<String> SOURCES = Vocabulary.CONTEXTS.stream().sorted().toList();

  @Override
  public String name() {
    return "feed";
  }

  @Override
  public Class<? extends Record> config() {
    return FeedConfig.class;
  }

  @Override
  public void start(BoundedContext context) {
    var config = context.config(FeedConfig.class);
    context.serveLog();
    if (!config.isOn()) {
      SOURCES.forEach(source -> context.keepCursor(source, new NoBroker()));
      return;
    }
    var kafka = KafkaWriter.of(ProducerSettings.of(config), context::isQuiet);
    var unused = await(context.vertx().deployVerticle(new KafkaVerticle(kafka)));
    var threads = context.vertx().createSharedWorkerExecutor("mercat-feed", SOURCES.size());
    for (var source : SOURCES) {
      context.follow(source, new EventWriter(source, config.topic(source), kafka, threads));
    }
  }

  /** Lets go of Kafka when the node ends. */
  private static final class KafkaVerticle extends VerticleBase {
    private final KafkaWriter kafka;

    KafkaVerticle(KafkaWriter kafka) {
      this.kafka = kafka;
    }

    @Override
    public Future<?> stop() {
      return vertx.executeBlocking(() -> {
        kafka.close();
        return kafka;
      });
    }
  }
}
