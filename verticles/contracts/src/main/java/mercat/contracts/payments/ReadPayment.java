package mercat.contracts.payments;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Request;
import org.jspecify.annotations.Nullable;

/** Asks payments, on behalf of staff, how far an order's payment has come at the provider. */
public record ReadPayment(OrderId orderId) implements Request<ReadPayment.Reply> {
  /** Refunds that are told of one payment at most, the newest. */
  public static final int REFUNDS_MAX = 100;

  /** The payment, or that there is none. */
  public sealed interface Reply extends Message {
    /**
     * How it stands.
     *
     * @param state {@code sent}, {@code unknown}, {@code authorized}, {@code capturing}, {@code
     *     captured}, {@code declined} or {@code voided}
     * @param wanted the end that it shall come to, {@code captured} or {@code nothing}; null while
     *     that is open
     * @param since when the provider was about to be asked for the first time; of an order rejected
     *     before that, when payments heard of it
     * @param looks how often the worker has taken it up since: looked up, asked again, captured,
     *     voided or returned. Where all goes well none
     * @param nextLookAt when the worker takes it up again; null where it need not
     * @param refunds the newest {@value #REFUNDS_MAX}, oldest first
     */
    record Found(
        String state,
        @Nullable String wanted,
        Instant since,
        int looks,
        @Nullable Instant nextLookAt,
        List<AskedRefund> refunds)
        implements Reply {
      public Found {
        refunds = List.copyOf(refunds);
      }
    }

    record Unknown() implements Reply {}
  }

  /**
   * A refund that the provider was asked for.
   *
   * @param isDone whether the money went back; else it is asked for again and again
   */
  public record AskedRefund(UUID refundId, Money amount, Instant askedAt, boolean isDone) {}
}
