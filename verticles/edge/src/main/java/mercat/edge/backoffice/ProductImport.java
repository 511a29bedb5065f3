package mercat.edge.backoffice;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import mercat.contracts.catalog.Product;
import mercat.contracts.catalog.PutProduct;
import mercat.edge.http.BodyReader;
import mercat.edge.http.Problem;
import mercat.edge.http.ProblemHandler;
import mercat.platform.Actor;
import mercat.platform.Call;
import mercat.platform.Deadline;
import mercat.platform.bus.Bus;
import mercat.platform.telemetry.Trace;
import org.jspecify.annotations.Nullable;

/**
 * A stream of products, a JSON object or comma separated cells a row, put as it arrives: a bounded
 * number at once, and the sender is slowed down when the catalog is slower. A row that is refused
 * is reported and does no harm to the others. Belongs to one request and its event loop.
 */
final class ProductImport implements WriteStream<Buffer> {
  private static final int AT_ONCE = 256;
  private static final long BYTES_MAX = 64L * 1024 * 1024;
  private static final int REFUSED_MAX = 10_000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Bus bus;
  private final Actor actor;
  private final String trace;
  private final RowSplitter splitter;
  private final Rows reading;
  private final Queue<Row> waiting = new ArrayDeque<>();
  private final Set<Future<?>> underWay = new LinkedHashSet<>();
  private final List<Refused> refused = new ArrayList<>();
  private long bytes;
  private int accepted;
  private @Nullable Problem unreadable;
  private @Nullable Handler<Void> drained;

  /** How a row becomes a product. */
  interface Rows {
    /** Whether a line end within quotes belongs to the row. */
    boolean hasQuotedLineEnds();

    /**
     * Reads a row.
     *
     * @return null when it holds no product, as a header
     * @throws Problem or {@link IllegalArgumentException} when the row is to be refused
     * @throws Unreadable when no row can be read
     */
    @Nullable Product read(Buffer row);
  }

  /** Says why nothing of a stream can be understood. */
  static final class Unreadable extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    Unreadable(String why) {
      super(why, null, false, false);
    }
  }

  /** A row as it came; null when it was too long to be kept. */
  private record Row(long line, @Nullable Buffer text) {}

  /** A row that was not taken. */
  record Refused(long line, String reason) {}

  /** What became of the stream. */
  record Report(int accepted, List<Refused> refused) {
    void write(JsonGenerator json) throws IOException {
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
    }
  }

  /** An import that is a part of a call; its rows are too many to be recorded. */
  ProductImport(Bus bus, Call call, Rows reading) {
    this.bus = bus;
    this.actor = call.actor();
    this.trace = Trace.unsampled(call.trace());
    this.splitter = new RowSplitter(reading.hasQuotedLineEnds());
    this.reading = reading;
  }

  Future<Report> read(HttpServerRequest request) {
    var read = request.pipeTo(this);
    if (BodyReader.expectsContinue(request)) {
      request.response().writeContinue();
    }
    return read.map(end -> report()).recover(thrown -> Future.failedFuture(problem(thrown)));
  }

  @Override
  public Future<Void> write(Buffer part) {
    bytes += part.length();
    if (bytes > BYTES_MAX) {
      return Future.failedFuture(Problem.tooLarge(BYTES_MAX));
    }
    splitter.split(part.getBytes(), (line, text) -> waiting.add(new Row(line, text)));
    putSome();
    return unreadable == null ? Future.succeededFuture() : Future.failedFuture(unreadable);
  }

  @Override
  public Future<Void> end() {
    splitter.end((line, text) -> waiting.add(new Row(line, text)));
    return finish();
  }

  /** Completes when nothing waits and nothing is under way. */
  private Future<Void> finish() {
    putSome();
    if (unreadable != null) {
      return Future.failedFuture(unreadable);
    }
    return underWay.isEmpty()
        ? Future.succeededFuture()
        : Future.join(List.copyOf(underWay)).transform(all -> finish());
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
    drained = handler;
    return this;
  }

  @Override
  public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
    return this;
  }

  /** Puts what waits, as many as may be under way. One part of a body holds more rows than that. */
  private void putSome() {
    while (unreadable == null && underWay.size() < AT_ONCE && !waiting.isEmpty()) {
      put(waiting.remove());
    }
  }

  private void put(Row row) {
    var product = product(row);
    if (product == null) {
      return;
    }
    var call = new Call(Deadline.after(PATIENCE), actor, trace, "edge");
    var stored =
        bus.ask(new PutProduct(product), call)
            .onSuccess(reply -> accepted++)
            .<Void>mapEmpty()
            .otherwise(thrown -> {
              refuse(row.line(), ProblemHandler.of(thrown, trace).summary());
              return null;
            });
    underWay.add(stored);
    stored.onComplete(done -> settle(stored));
  }

  private @Nullable Product product(Row row) {
    if (row.text() == null) {
      refuse(row.line(), "longer than " + RowSplitter.ROW_BYTES_MAX + " bytes");
      return null;
    }
    try {
      return reading.read(row.text());
    } catch (Problem problem) {
      refuse(row.line(), problem.summary());
    } catch (Unreadable why) {
      unreadable = Problem.invalid("", String.valueOf(why.getMessage()));
    } catch (IllegalArgumentException impossible) {
      refuse(row.line(), "invalid_request: " + impossible.getMessage());
    }
    return null;
  }

  private void settle(Future<?> stored) {
    underWay.remove(stored);
    putSome();
    var sender = drained;
    if (sender != null && underWay.size() <= AT_ONCE / 2) {
      drained = null;
      sender.handle(null);
    }
  }

  private void refuse(long line, String reason) {
    if (refused.size() < REFUSED_MAX) {
      refused.add(new Refused(line, reason));
    }
  }

  private Report report() {
    return new Report(
        accepted, refused.stream().sorted(Comparator.comparingLong(Refused::line)).toList());
  }

  private static Problem problem(Throwable thrown) {
    return thrown instanceof Problem problem ? problem : Problem.invalid("", "the body broke off");
  }
}
