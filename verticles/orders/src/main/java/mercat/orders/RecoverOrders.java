package mercat.orders;

import static mercat.platform.Await.await;

import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import mercat.orders.domain.RejectionReason;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.mailbox.Mailbox;
import mercat.platform.telemetry.Spans;
import mercat.platform.telemetry.Trace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes over orders that nobody works on any more: the same steps again, under a new epoch. */
final class RecoverOrders implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(RecoverOrders.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final BoundedContext context;
  private final Mailbox<Integer, List<StoredOrder>> takingOver;
  private final Checkout checkout;
  private final OrdersConfig config;
  private final AtomicInteger running = new AtomicInteger();

  RecoverOrders(BoundedContext orders, Checkout checkout, OrdersConfig config) {
    var store = new RecoveryStore(config);
    this.context = orders;
    this.takingOver = orders.mailbox("TakeOver", store::takeOver);
    this.checkout = checkout;
    this.config = config;
  }

  @Override
  public void run() {
    int most = config.recoverMax() - running.get();
    if (most <= 0) {
      return;
    }
    var taken = await(takingOver.submit(most, Call.bySystem("orders", PATIENCE)));
    for (var order : taken) {
      running.incrementAndGet();
      context.run(() -> recover(order));
    }
  }

  private void recover(StoredOrder stored) {
    var span = context.traces().begin(null, SpanKind.INTERNAL, "recover", "order");
    var call = Call.bySystem("orders", PATIENCE).within(span);
    try {
      var reached =
          stored.isOverdue()
              ? checkout.reject(stored, RejectionReason.PAYMENT_UNRESOLVED, call)
              : checkout.resume(stored, call);
      Trace.on(LOG.atInfo(), call.trace())
          .addKeyValue("order", stored.id())
          .addKeyValue("status", reached.state().status())
          .log("recovered");
    } catch (Failure unanswered) {
      Spans.fail(span, unanswered);
      Trace.on(LOG.atWarn(), call.trace())
          .addKeyValue("order", stored.id())
          .addKeyValue("failure", unanswered.toString())
          .log("recovery interrupted, will try again");
    } finally {
      span.end();
      running.decrementAndGet();
    }
  }
}
