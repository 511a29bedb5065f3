package mercat.payments;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import mercat.payments.domain.NextCall;
import mercat.payments.domain.Payment;
import mercat.payments.domain.PaymentChange;
import mercat.payments.domain.PaymentState;
import mercat.payments.domain.WantedEnd;
import mercat.platform.EnumText;
import org.jspecify.annotations.Nullable;

/** A payment as it is thought to be, and as it is to become. */
record PaymentMove(Payment before, Payment after) {
  static PaymentMove of(PaymentChange change) {
    return new PaymentMove(change.before(), change.after());
  }

  /**
   * What moves have in common that one update can make.
   *
   * @param keepsNextLook whether the worker's next look stays as it is planned
   * @param nextLookMs when the worker looks, from now; null: never
   */
  record MoveKind(
      PaymentState stateBefore,
      WantedEnd wantedBefore,
      PaymentState state,
      WantedEnd wanted,
      String reason,
      long refunded,
      boolean keepsNextLook,
      @Nullable Long nextLookMs) {

    Tuple addTo(Tuple parameters) {
      return parameters
          .addString(EnumText.of(stateBefore))
          .addString(text(wantedBefore))
          .addString(EnumText.of(state))
          .addString(text(wanted))
          .addString(reason)
          .addLong(refunded)
          .addBoolean(keepsNextLook)
          .addLong(nextLookMs);
    }

    private static @Nullable String text(WantedEnd wanted) {
      return wanted == WantedEnd.UNDECIDED ? null : EnumText.of(wanted);
    }
  }

  /**
   * The kind of this move, and when the worker looks next: at once for what is to be undone; never
   * where there is nothing to do; soon for what the sweep may have passed by already. All else is
   * on its way, and the sweep sees to it.
   *
   * @param recheck how soon
   */
  MoveKind kind(Duration recheck) {
    boolean isOver = after.nextCall() == NextCall.NONE;
    boolean isUndone = !isOver && after.wanted() == WantedEnd.NOTHING;
    boolean isLate = !isOver && before.state() == PaymentState.AUTHORIZED;
    return new MoveKind(
        before.state(),
        before.wanted(),
        after.state(),
        after.wanted(),
        after.reason(),
        after.refunded(),
        !isOver && !isUndone && !isLate,
        isUndone ? Long.valueOf(0) : isLate ? recheck.toMillis() : null);
  }
}
