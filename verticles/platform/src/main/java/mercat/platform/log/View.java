package mercat.platform.log;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import mercat.contracts.Event;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadLog;
import mercat.platform.Call;
import mercat.platform.Coalescing;
import mercat.platform.NodeRuntime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The weaker kind of follower: per process, its position in memory, from the log's present end on.
 * For what may be forgotten and read again, such as caches. At most the poll interval behind.
 */
public final class View {
  private static final Logger LOG = LoggerFactory.getLogger(View.class);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(4);
  private static final long UNKNOWN = -1;

  private final String source;
  private final String reader;
  private final Set<String> types;
  private final NodeRuntime runtime;
  private final Executor executor;
  private final LogConfig config;
  private final Supplier<Future<Void>> reset;
  private final Consumer<List<LogEntry>> seen;
  private final Coalescing looking;
  private final AtomicLong position = new AtomicLong(UNKNOWN);

  /** When the last look began that found nothing more; null until there was one. */
  private final AtomicReference<@Nullable Long> sawAllAt = new AtomicReference<>();

  /**
   * A view.
   *
   * @param reader who looks, unique in the cluster
   * @param applies the events of interest, not empty
   * @param executor where the view begins to look
   * @param reset called when the view starts and whenever it may have missed something or does not
   *     understand what it saw: forget everything; the view goes on when that is done, and starts
   *     again when it failed
   * @param seen called with new entries, in order
   */
  public View(
      String source,
      String reader,
      Set<Class<? extends Event>> applies,
      NodeRuntime runtime,
      Executor executor,
      Supplier<Future<Void>> reset,
      Consumer<List<LogEntry>> seen) {
    this.source = source;
    this.reader = reader;
    this.types = applies.stream().map(Class::getSimpleName).collect(Collectors.toUnmodifiableSet());
    this.runtime = runtime;
    this.executor = executor;
    this.config = runtime.settings().section("log", LogConfig.class);
    this.reset = reset;
    this.seen = seen;
    this.looking = new Coalescing("view of " + source, this::look);
  }

  public Future<Void> start() {
    runtime.vertx().setPeriodic(config.poll().toMillis(), tick -> looking.signal());
    return runtime.bus().onRing(source, looking::signal).onSuccess(heard -> looking.signal());
  }

  /** Whether it has seen all that was announced until so long ago. */
  public boolean isWithin(Duration age) {
    var at = sawAllAt.get();
    return at != null && System.nanoTime() - at <= age.toNanos();
  }

  /** Reads what is new. Where that fails, the next look starts afresh. */
  private Future<Void> look() {
    return Future.<Void>future(looked -> executor.execute(() -> page().onComplete(looked)))
        .recover(thrown -> {
          LOG.atDebug()
              .addKeyValue("source", source)
              .addKeyValue("error", thrown.toString())
              .log("view waits");
          position.set(UNKNOWN);
          return Future.succeededFuture();
        });
  }

  private Future<Void> page() {
    boolean starting = position.get() == UNKNOWN;
    long after = starting ? ReadLog.END : position.get();
    var read = new ReadLog(source, reader, after, config.pageMax(), types);
    long asked = System.nanoTime();
    return runtime
        .bus()
        .ask(read, Call.bySystem(reader, READ_TIMEOUT))
        .compose(page -> {
          position.set(page.through());
          if (starting || page.holdsUnread()) {
            return reset.get().compose(done -> page());
          }
          if (page.through() == after) {
            sawAllAt.set(asked);
            return Future.succeededFuture();
          }
          if (!page.entries().isEmpty()) {
            seen.accept(page.entries());
          }
          return page();
        });
  }
}
