package mercat.edge;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.parsetools.RecordParser;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import mercat.contracts.catalog.PutProduct;
import mercat.platform.Actor;
import mercat.platform.Call;
import mercat.platform.Deadline;
import mercat.platform.bus.Bus;
import org.jspecify.annotations.Nullable;

/**
 * A stream of products, one JSON object a line, put as it arrives: a bounded number at once, and
 * the sender is slowed down when the catalog is slower. A line that is refused is reported and does
 * no harm to the others.
 */
final class ProductImport implements WriteStream<Buffer> {
  private static final int AT_ONCE = 256;
  private static final int LINE_MAX = 64 * 1024;
  private static final long BYTES_MAX = 64L * 1024 * 1024;
  private static final int REFUSED_MAX = 10_000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Bus bus;
  private final Actor actor;
  private final AtomicInteger line = new AtomicInteger();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final Set<Future<?>> underWay = ConcurrentHashMap.newKeySet();
  private final Queue<Refused> refused = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable Handler<Void>> drained = new AtomicReference<>();

  /** A line that was not taken. */
  record Refused(int line, String reason) {}

  /** What became of the stream. */
  record Report(int accepted, List<Refused> refused) {
    Answer answer() {
      return Answer.json(
          200,
          json -> {
            json.writeStartObject();
            json.writeNumberField("accepted", accepted);
            json.writeArrayFieldStart("refused");
            for (var each : refused) {
              json.writeStartObject();
              json.writeNumberField("line", each.line());
              json.writeStringField("reason", each.reason());
              json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
          });
    }
  }

  ProductImport(Bus bus, Actor actor) {
    this.bus = bus;
    this.actor = actor;
  }

  Future<Report> read(HttpServerRequest request) {
    var lines = RecordParser.newDelimited("\n", request).maxRecordSize(LINE_MAX);
    var read = lines.pipeTo(this);
    if (Bodies.expectsContinue(request)) {
      request.response().writeContinue();
    }
    request.resume();
    return read.map(end -> report()).recover(thrown -> Future.failedFuture(problem(thrown)));
  }

  @Override
  public Future<Void> write(Buffer text) {
    if (bytes.addAndGet(text.length() + 1L) > BYTES_MAX) {
      return Future.failedFuture(Problem.tooLarge(BYTES_MAX));
    }
    int number = line.incrementAndGet();
    if (!text.toString().isBlank()) {
      put(text, number);
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> end() {
    return Future.join(List.copyOf(underWay)).mapEmpty();
  }

  @Override
  public boolean writeQueueFull() {
    return underWay.size() >= AT_ONCE;
  }

  @Override
  public WriteStream<Buffer> setWriteQueueMaxSize(int max) {
    return this;
  }

  @Override
  public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
    drained.set(handler);
    return this;
  }

  @Override
  public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
    return this;
  }

  private void put(Buffer text, int number) {
    PutProduct put;
    try {
      put = new PutProduct(AdminProductRoutes.product(Fields.of(text), null));
    } catch (Problem problem) {
      refuse(number, problem);
      return;
    }
    var stored =
        bus.ask(put, new Call(Deadline.after(PATIENCE), actor, Call.newTrace(), "edge"))
            .onSuccess(reply -> accepted.incrementAndGet())
            .<Void>mapEmpty()
            .otherwise(thrown -> {
              refuse(number, Problems.of(thrown));
              return null;
            });
    underWay.add(stored);
    stored.onComplete(done -> settle(stored));
  }

  private void settle(Future<?> stored) {
    underWay.remove(stored);
    if (underWay.size() <= AT_ONCE / 2) {
      var waiting = drained.getAndSet(null);
      if (waiting != null) {
        waiting.handle(null);
      }
    }
  }

  private void refuse(int number, Problem problem) {
    if (refused.size() < REFUSED_MAX) {
      refused.add(new Refused(number, problem.summary()));
    }
  }

  private Report report() {
    var sorted = refused.stream().sorted(Comparator.comparingInt(Refused::line)).toList();
    return new Report(accepted.get(), sorted);
  }

  private static Problem problem(Throwable thrown) {
    return thrown instanceof Problem problem
        ? problem
        : Problem.invalid(
            "", "a line is longer than " + LINE_MAX + " bytes, or the body broke off");
  }
}
