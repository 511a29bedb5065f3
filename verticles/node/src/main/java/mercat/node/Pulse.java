package mercat.node;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Objects;
import java.util.function.Function;
import mercat.contracts.ContextMap;
import mercat.contracts.Vocabulary;
import mercat.platform.Coalescing;
import mercat.platform.ContextDefinition;
import mercat.platform.database.Database;
import mercat.platform.discovery.Directory;

/**
 * Looks every second whether what this node hosts can serve: a context when its database answers,
 * an edge when each context that it needs is served somewhere. The directory tells the others.
 */
final class Pulse {
  private static final long LOOK_MS = 1_000;

  private final Vertx vertx;
  private final Directory directory;
  private final Hosting hosting;
  private final Function<String, Database> databases;
  private final Coalescing looking = new Coalescing("pulse", this::look);

  Pulse(Vertx vertx, Directory directory, Hosting hosting, Function<String, Database> databases) {
    this.vertx = vertx;
    this.directory = directory;
    this.hosting = hosting;
    this.databases = databases;
  }

  void start() {
    vertx.setPeriodic(LOOK_MS, tick -> looking.signal());
  }

  private Future<?> look() {
    var contexts = hosting.contexts().stream().map(this::look).toList();
    return Future.join(contexts)
        .transform(looked -> {
          boolean areServed =
              Vocabulary.CONTEXTS.stream()
                  .filter(context -> !ContextMap.DISPENSABLE.contains(context))
                  .allMatch(directory::isServed);
          hosting.edges().forEach(edge -> directory.own().mark(edge.name(), areServed));
          return Future.succeededFuture();
        });
  }

  private Future<?> look(ContextDefinition context) {
    var schemas = new ArrayList<>(context.furtherSchemas());
    schemas.add(context.name());
    var reached = schemas.stream().map(schema -> databases.apply(schema).isReachable()).toList();
    return Future.all(reached)
        .onSuccess(all ->
            directory
                .own()
                .mark(
                    context.name(),
                    reached.stream().map(Future::result).allMatch(Objects::requireNonNull)));
  }
}
