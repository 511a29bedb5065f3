package mercat.platform.mailbox;

import io.vertx.core.Context;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one lane of write transactions that all mailboxes of a context share in a process: at most
 * {@value #IN_FLIGHT_MAX} run at once, mailboxes take turns.
 */
public final class Lane {
  static final int IN_FLIGHT_MAX = 1;

  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  private final Context context;
  private final Queue<Mailbox<?, ?>> waiting = new ArrayDeque<>();
  private int inFlight;

  /** A lane whose transactions run on virtual threads of the given context. */
  public Lane(Context context) {
    this.context = context;
  }

  /** A mailbox has something to decide. It stands in line once, however often it says so. */
  void ready(Mailbox<?, ?> mailbox) {
    synchronized (this) {
      if (mailbox.inLine) {
        return;
      }
      mailbox.inLine = true;
      waiting.add(mailbox);
      if (inFlight == IN_FLIGHT_MAX) {
        return;
      }
      inFlight++;
    }
    context.runOnContext(start -> work());
  }

  private void work() {
    for (var mailbox = next(); mailbox != null; mailbox = next()) {
      try {
        mailbox.decideBatch();
      } catch (RuntimeException | Error broken) {
        LOG.atError().addKeyValue("mailbox", mailbox.name()).setCause(broken).log("batch lost");
      }
    }
  }

  private synchronized @Nullable Mailbox<?, ?> next() {
    var mailbox = waiting.poll();
    if (mailbox == null) {
      inFlight--;
    } else {
      mailbox.inLine = false;
    }
    return mailbox;
  }
}
