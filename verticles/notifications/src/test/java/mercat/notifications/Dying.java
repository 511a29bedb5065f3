package mercat.notifications;

import java.util.concurrent.CountDownLatch;
import mercat.notifications.domain.Outcome;

/** Sends, and then hangs before anybody knows. */
record Dying<D>(Dialect<D> dialect, CountDownLatch sent, CountDownLatch never)
    implements Dialect<D> {
  @Override
  public int roomFor(int deliveries) {
    return dialect.roomFor(deliveries);
  }

  @Override
  public Outcome deliver(D due, String trace) {
    var outcome = dialect.deliver(due, trace);
    sent.countDown();
    try {
      never.await();
    } catch (InterruptedException over) {
      throw new IllegalStateException(over);
    }
    return outcome;
  }
}
