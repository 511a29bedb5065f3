package mercat.edge;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.parsetools.RecordParser;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import mercat.contracts.catalog.PutProduct;
import mercat.platform.Actor;
import mercat.platform.Call;
import mercat.platform.Deadline;
import mercat.platform.bus.Bus;

/**
 * A stream of products, one JSON object a line, put as it arrives: a bounded number at once, and
 * the sender is slowed down when the catalog is slower. A line that is refused is reported and does
 * no harm to the others.
 */
final class ProductImport {
  private static final int AT_ONCE = 256;
  private static final int LINE_MAX = 64 * 1024;
  private static final long BYTES_MAX = 64L * 1024 * 1024;
  private static final int REFUSED_MAX = 10_000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Bus bus;
  private final Actor actor;
  private final AtomicInteger line = new AtomicInteger();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicLong bytes = new AtomicLong();
  private final Queue<Refused> refused = new ConcurrentLinkedQueue<>();
  private final Promise<Report> report = Promise.promise();

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
    lines.exceptionHandler(broken ->
        report.tryFail(
            Problem.invalid(
                "", "a line is longer than " + LINE_MAX + " bytes, or the body broke off")));
    lines.endHandler(end -> {
      ended.set(true);
      endIfDone(underWay.get());
    });
    lines.handler(text -> {
      if (bytes.addAndGet(text.length() + 1L) > BYTES_MAX) {
        report.tryFail(Bodies.tooLarge(BYTES_MAX));
        return;
      }
      put(text, line.incrementAndGet(), lines);
    });
    request.resume();
    return report.future();
  }

  private void put(Buffer text, int number, RecordParser lines) {
    if (text.toString().isBlank()) {
      return;
    }
    PutProduct put;
    try {
      put = new PutProduct(AdminProductRoutes.product(Fields.of(text), null));
    } catch (Problem problem) {
      refuse(number, problem.summary());
      return;
    }
    if (underWay.incrementAndGet() >= AT_ONCE) {
      lines.pause();
    }
    bus.ask(put, new Call(Deadline.after(PATIENCE), actor, Call.newTrace(), "edge"))
        .onComplete(
            stored -> accepted.incrementAndGet(),
            thrown -> refuse(number, Problems.of(thrown).summary()))
        .onComplete(done -> {
          int left = underWay.decrementAndGet();
          if (left == AT_ONCE / 2) {
            lines.resume();
          }
          endIfDone(left);
        });
  }

  private void refuse(int number, String reason) {
    if (refused.size() < REFUSED_MAX) {
      refused.add(new Refused(number, reason));
    }
  }

  private void endIfDone(int left) {
    if (left == 0 && ended.get()) {
      var sorted = refused.stream().sorted(Comparator.comparingInt(Refused::line)).toList();
      report.tryComplete(new Report(accepted.get(), sorted));
    }
  }
}
