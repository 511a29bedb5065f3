package mercat.edge.backoffice;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mercat.contracts.catalog.PutProduct;
import mercat.edge.backoffice.RowSplitter.Row;
import mercat.edge.http.BodyReader;
import mercat.edge.http.ByteBudget;
import mercat.edge.http.ErrorCode;
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
 * is reported and does no harm to the others. What it holds counts among the bodies of the node.
 * Belongs to one request and its event loop.
 */
final class ProductImport {
  private static final int AT_ONCE = 256;
  private static final long BYTES_MAX = 64L * 1024 * 1024;
  private static final int REFUSED_MAX = 10_000;

  /** Of rows that wait or are under way: beyond it no more is read until half of them are put. */
  private static final int HELD_BYTES_MAX = 1024 * 1024;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Bus bus;
  private final HttpServerRequest request;
  private final Actor actor;
  private final String trace;
  private final RowSplitter splitter;
  private final Rows reading;
  private final Queue<Row> waiting = new ArrayDeque<>();
  private final List<Refused> refused = new ArrayList<>();
  private final Promise<Report> done = Promise.promise();
  private final ByteBudget.Claim claim;
  private final Duration timeout;
  private long bytes;
  private long heldBytes;
  private long reasonBytes;
  private int underWay;
  private int accepted;
  private int refusals;
  private boolean isAllRead;

  @FunctionalInterface
  interface Rows {
    /**
     * Reads a row.
     *
     * @return null when it holds no product, as a header
     * @throws Problem or {@link IllegalArgumentException} when the row is to be refused
     * @throws Unreadable when no row can be read
     */
    @Nullable PutProduct read(Buffer row);
  }

  /** Says why nothing of a stream can be understood. */
  static final class Unreadable extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    Unreadable(String why) {
      super(why, null, false, false);
    }
  }

  record Refused(long line, String reason) {}

  /**
   * What became of the stream.
   *
   * @param rows accepted and refused ones
   * @param refused the first of them
   */
  record Report(int rows, int accepted, List<Refused> refused) {}

  record Bounds(ByteBudget budget, Duration timeout) {}

  /** An import that is a part of a call; its rows are too many to be recorded. */
  ProductImport(
      Bus bus, Call call, HttpServerRequest request, Bounds bounds, boolean isCsv, Rows reading) {
    this.bus = bus;
    this.timeout = bounds.timeout();
    var context = Objects.requireNonNull(Vertx.currentContext(), "on its event loop");
    this.claim =
        bounds.budget().begin(() -> context.runOnContext(cut -> stop(Problem.overloaded())));
    this.request = request;
    this.actor = call.actor();
    this.trace = Trace.unsampled(call.trace());
    this.splitter = new RowSplitter(isCsv, this::keep);
    this.reading = reading;
  }

  Future<Report> read() {
    request
        .handler(this::take)
        .exceptionHandler(broken -> stop(Problem.invalid("", "the body broke off")))
        .endHandler(end -> {
          splitter.end();
          isAllRead = true;
          putSome();
        });
    if (BodyReader.expectsContinue(request)) {
      request.response().writeContinue();
    }
    request.resume();
    return done.future()
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .recover(
            thrown -> Future.failedFuture(thrown instanceof TimeoutException ? tooSlow() : thrown))
        .onFailure(this::stop)
        .onComplete(ended -> claim.release());
  }

  private Problem tooSlow() {
    return Problem.of(
        ErrorCode.TOO_SLOW,
        "the import did not end in time; " + accepted + " rows were accepted: send the others");
  }

  private void keep(Row row) {
    heldBytes += row.bytes();
    waiting.add(row);
  }

  private void take(Buffer part) {
    bytes += part.length();
    if (bytes > BYTES_MAX) {
      stop(Problem.tooLarge(BYTES_MAX));
      return;
    }
    splitter.split(part.getBytes());
    putSome();
  }

  /** What is still to come is nobody's. */
  private void stop(Throwable problem) {
    request.handler(null);
    waiting.clear();
    done.tryFail(problem);
  }

  /**
   * Puts what waits, as many as may be under way. One part of a body holds more rows than that: the
   * next one is taken when half of them have been put.
   */
  private void putSome() {
    while (!isDone() && underWay < AT_ONCE && !waiting.isEmpty()) {
      put(waiting.remove());
    }
    if (isDone()) {
      return;
    }
    if (!claim.hold(heldBytes + splitter.kept() + reasonBytes)) {
      stop(Problem.overloaded());
    } else if (underWay >= AT_ONCE || heldBytes >= HELD_BYTES_MAX) {
      request.pause();
    } else if (underWay <= AT_ONCE / 2 && heldBytes <= HELD_BYTES_MAX / 2) {
      request.resume();
    }
    if (isAllRead && underWay == 0) {
      done.tryComplete(report());
    }
  }

  private boolean isDone() {
    return done.future().isComplete();
  }

  private void put(Row row) {
    var put = read(row);
    if (put == null) {
      heldBytes -= row.bytes();
      return;
    }
    var call = new Call(Deadline.after(PATIENCE), actor, trace, "edge");
    underWay++;
    bus.ask(put, call)
        .onSuccess(reply -> accepted++)
        .onFailure(thrown -> refuse(row, ProblemHandler.of(thrown, trace).summary()))
        .onComplete(settled -> {
          underWay--;
          heldBytes -= row.bytes();
          putSome();
        });
  }

  private @Nullable PutProduct read(Row row) {
    if (row.text() == null) {
      refuse(row, "longer than " + RowSplitter.ROW_BYTES_MAX + " bytes");
      return null;
    }
    try {
      return reading.read(row.text());
    } catch (Problem problem) {
      refuse(row, problem.summary());
    } catch (Unreadable why) {
      stop(Problem.invalid("", String.valueOf(why.getMessage())));
    } catch (IllegalArgumentException impossible) {
      refuse(row, "invalid_request: " + impossible.getMessage());
    }
    return null;
  }

  private void refuse(Row row, String reason) {
    refusals++;
    if (refused.size() < REFUSED_MAX) {
      reasonBytes += reason.length();
      var extent = row.lastLine() == row.line() ? "" : " (lines to " + row.lastLine() + ")";
      refused.add(new Refused(row.line(), reason + extent));
    }
  }

  private Report report() {
    refused.sort(Comparator.comparingLong(Refused::line));
    return new Report(accepted + refusals, accepted, refused);
  }
}
