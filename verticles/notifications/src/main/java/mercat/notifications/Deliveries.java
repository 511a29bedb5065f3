package mercat.notifications;

import java.util.List;
import mercat.notifications.domain.Outcome;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;

/**
 * One kind of deliveries, as the worker sees them: where they are stored, how they are made, and
 * what becomes of them.
 *
 * @param <D> what is to be delivered
 */
interface Deliveries<D extends Due> {
  /** What came of an attempt. */
  record Attempted<D>(D due, Outcome outcome) {}

  /** What one is called, such as {@code mail}. */
  String name();

  /** How it is delivered. */
  Dialect<D> dialect();

  /** Takes what is due, for the time of a lease; in a transaction that may be run again. */
  List<D> take(Tx tx, int most);

  /** Whether there may be more due than was taken. */
  boolean isMoreDue(List<D> taken, int most);

  /** One that was taken is about to be delivered. */
  default void begins(D due) {}

  /** Nothing more happens to it for now. */
  default void ends(D due) {}

  /** Notes how they stand, with events; whether each counts. */
  List<Boolean> note(Tx tx, List<Asked<Attempted<D>>> batch);

  /** What counts is noted. */
  void noted(Attempted<D> attempted, String trace);
}
