package mercat.payments;

import static mercat.platform.Await.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import mercat.contracts.payments.ReceivePaymentHook;
import mercat.contracts.payments.ReceivePaymentHook.Reply;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.RequestHandler;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.Mailbox;

/**
 * Takes what a provider says by itself. What it claims is not looked at: the payment it names is
 * looked up at the provider sooner than planned, and what that shows is evidence like any other. So
 * hooks that come twice, late or in another order do no more than one, and one that is lost costs
 * time.
 */
final class ReceivePaymentHookHandler implements RequestHandler<ReceivePaymentHook, Reply> {
  private final BoundedContext context;
  private final DrivePayments worker;
  private final Map<String, ProviderHooks> hooks;
  private final MeterRegistry metrics;
  private final Mailbox<UUID, Boolean> hurrying;

  /**
   * A handler for some providers.
   *
   * @param hooks by the provider's name in the path
   */
  ReceivePaymentHookHandler(
      BoundedContext context,
      PaymentStore payments,
      DrivePayments worker,
      Map<String, ProviderHooks> hooks) {
    this.context = context;
    this.worker = worker;
    this.hooks = Map.copyOf(hooks);
    this.metrics = context.telemetry().metrics();
    this.hurrying =
        context.mailbox(
            "HurryPayments",
            (tx, batch) -> {
              var hurried = payments.hurry(tx, new TreeSet<>(Asked.requests(batch)));
              return batch.stream().map(asked -> hurried.contains(asked.request())).toList();
            });
  }

  @Override
  public Reply handle(ReceivePaymentHook request, Call call) {
    var sender = hooks.get(request.provider());
    var reply = sender == null ? new Reply.UnknownProvider() : take(request, sender, call);
    metrics.counter("mercat.payments.hooks", Tags.of("outcome", outcome(reply))).increment();
    return reply;
  }

  private Reply take(ReceivePaymentHook hook, ProviderHooks sender, Call call) {
    var now = context.clock().instant();
    return switch (sender.secrets().signature().check(hook, now)) {
      case WRONG_SIGNATURE -> new Reply.WrongSignature();
      case OUT_OF_TIME -> new Reply.OutOfTime();
      case GENUINE ->
          switch (sender.subject().apply(hook.body())) {
            case HookSubject.Charge(var key) -> note(key, call);
            case HookSubject.Other other -> new Reply.Noted();
            case HookSubject.Unreadable unreadable -> new Reply.Unreadable();
          };
    };
  }

  private Reply note(UUID key, Call call) {
    if (await(hurrying.submit(key, call))) {
      worker.wake();
    }
    return new Reply.Noted();
  }

  private static String outcome(Reply reply) {
    return switch (reply) {
      case Reply.Noted noted -> "noted";
      case Reply.WrongSignature wrong -> "wrong_signature";
      case Reply.OutOfTime late -> "out_of_time";
      case Reply.Unreadable unreadable -> "unreadable";
      case Reply.UnknownProvider unknown -> "unknown_provider";
    };
  }
}
