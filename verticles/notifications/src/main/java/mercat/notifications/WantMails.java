package mercat.notifications;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.accounts.AccountErased;
import mercat.contracts.log.LogEntry;
import mercat.contracts.notifications.MailState;
import mercat.notifications.MailStore.IdentifiedMail;
import mercat.notifications.domain.WantedMail;
import mercat.platform.database.Tx;
import mercat.platform.log.Follower;
import mercat.platform.telemetry.Traces;

/**
 * Learns from one context which mails are wanted, and stores them: all of a page in one statement.
 * Nobody is asked for anything, and nothing is sent.
 */
record WantMails(
    Set<Class<? extends Event>> applies,
    MailStore store,
    NotificationsConfig config,
    InstantSource clock,
    Traces traces,
    MailMetrics metrics,
    Runnable wake)
    implements Follower {
  /** Ascending: mails are listed in the order in which they were wanted. */
  private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();

  @Override
  public void apply(Tx tx, List<LogEntry> entries) {
    var wanted = new ArrayList<IdentifiedMail>();
    var erased = new ArrayList<UUID>();
    for (var entry : entries) {
      if (entry.event() instanceof AccountErased(var account)) {
        erased.add(account);
      }
      wanted(entry).ifPresent(mail -> wanted.add(new IdentifiedMail(IDS.generate(), mail)));
    }
    if (!wanted.isEmpty()) {
      var since = clock.instant().minus(config.sendWithin());
      store.want(tx, wanted, config.sends() ? MailState.WAITING : MailState.KEPT, since);
    }
    if (!erased.isEmpty()) {
      store.erase(tx, erased);
    }
  }

  @Override
  public void applied(List<LogEntry> entries) {
    long wanted = entries.stream().map(this::wanted).flatMap(Optional::stream).count();
    if (wanted > 0) {
      metrics.wanted(wanted);
      wake.run();
    }
  }

  private Optional<WantedMail> wanted(LogEntry entry) {
    return WantedMail.of(entry, config.rejectedAfter().toMillis(), traces.records(entry.trace()));
  }
}
