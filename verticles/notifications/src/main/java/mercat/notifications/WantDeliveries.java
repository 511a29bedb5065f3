package mercat.notifications;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mercat.contracts.Event;
import mercat.contracts.log.LogEntry;
import mercat.platform.database.Tx;
import mercat.platform.log.Follower;

/** Learns from one context which mails and which webhooks are wanted. */
record WantDeliveries(Set<Class<? extends Event>> applies, WantMails mails, WantWebhooks webhooks)
    implements Follower {
  WantDeliveries {
    applies = Set.copyOf(applies);
  }

  static WantDeliveries of(String source, WantMails mails, WantWebhooks webhooks) {
    var events = new HashSet<Class<? extends Event>>(mails.applies());
    events.addAll(WantWebhooks.EVENTS.getOrDefault(source, Set.of()));
    return new WantDeliveries(events, mails, webhooks);
  }

  @Override
  public void apply(Tx tx, List<LogEntry> entries) {
    webhooks.apply(tx, entries);
    mails.apply(tx, entries);
  }

  @Override
  public void applied(List<LogEntry> entries) {
    mails.applied(entries);
    webhooks.applied();
  }
}
