package mercat.platform.mailbox;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import mercat.platform.Coalescing;
import mercat.platform.Threads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one lane of write transactions that all mailboxes of a context share in a process: one runs
 * at a time, mailboxes take turns.
 */
public final class Lane {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  private final Queue<Mailbox<?, ?>> waiting = new ConcurrentLinkedQueue<>();
  private final Coalescing deciding;

  /** A lane whose transactions run on the given virtual threads. */
  public Lane(Threads threads) {
    this.deciding = new Coalescing("decide batches", () -> threads.call(this::decide));
  }

  /** A mailbox has something to decide. It stands in line once, however often it says so. */
  void ready(Mailbox<?, ?> mailbox) {
    if (mailbox.isInLine.compareAndSet(false, true)) {
      waiting.add(mailbox);
      deciding.signal();
    }
  }

  /** Decides until nobody waits. Returns nothing, which is what a task must return. */
  private @Nullable Void decide() {
    for (var mailbox = waiting.poll(); mailbox != null; mailbox = waiting.poll()) {
      mailbox.isInLine.set(false);
      try {
        mailbox.decideBatch();
      } catch (RuntimeException | Error broken) {
        LOG.atError().addKeyValue("mailbox", mailbox.name()).setCause(broken).log("batch lost");
      }
    }
    return null;
  }
}
