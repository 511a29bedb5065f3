package mercat.payments;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import mercat.payments.domain.Payment;
import mercat.payments.domain.Payment.NextCall;
import mercat.payments.domain.Payment.WantedEnd;
import mercat.payments.domain.PaymentChange;
import mercat.payments.domain.PaymentState;
import mercat.platform.EnumText;
import org.jspecify.annotations.Nullable;

/** A payment as it is thought to be, and as it is to become. */
record PaymentMove(Payment before, Payment after) {
  static PaymentMove of(PaymentChange change) {
    return new PaymentMove(change.before(), change.after());
  }

  /**
   * What an update is told of this move behind its id; moves that agree in it share one. The worker
   * looks at once for what is to be undone; never where there is nothing to do; soon for what the
   * sweep may have passed by already. All else is on its way: the next look stays as it is planned,
   * and the sweep sees to it.
   *
   * @param recheck how soon
   */
  List<@Nullable Object> parameters(Duration recheck) {
    boolean isOver = after.nextCall() == NextCall.NONE;
    boolean isUndone = !isOver && after.wanted() == WantedEnd.NOTHING;
    boolean isLate = !isOver && before.state() == PaymentState.AUTHORIZED;
    boolean keepsNextLook = !isOver && !isUndone && !isLate;
    return Arrays.asList(
        EnumText.of(before.state()),
        text(before.wanted()),
        EnumText.of(after.state()),
        text(after.wanted()),
        after.reason(),
        after.refunded(),
        keepsNextLook,
        isUndone ? Long.valueOf(0) : isLate ? recheck.toMillis() : null);
  }

  private static @Nullable String text(WantedEnd wanted) {
    return wanted == WantedEnd.UNDECIDED ? null : EnumText.of(wanted);
  }
}
