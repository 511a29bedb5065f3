package mercat.notifications;

import java.util.List;
import mercat.contracts.notifications.MailGivenUp;
import mercat.contracts.notifications.MailSent;
import mercat.contracts.notifications.MailState;
import mercat.notifications.MailStore.Noted;
import mercat.notifications.domain.RetryRule.Standing;
import mercat.platform.Call;
import mercat.platform.EnumText;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.telemetry.Trace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Mails, as the worker delivers them. */
record MailDeliveries(
    MailStore store, Dialect<DueMail> dialect, NotificationsConfig config, MailMetrics metrics)
    implements Deliveries<DueMail> {
  private static final Logger LOG = LoggerFactory.getLogger(MailDeliveries.class);

  @Override
  public String name() {
    return "mail";
  }

  @Override
  public List<DueMail> take(Tx tx, int most) {
    return store.take(tx, most, config.lease());
  }

  @Override
  public boolean isMoreDue(List<DueMail> taken, int most) {
    return taken.size() == most;
  }

  @Override
  public List<Boolean> note(Tx tx, List<Asked<Attempted<DueMail>>> batch) {
    var noted =
        Asked.requests(batch).stream().map(it -> new Noted(it.due(), standing(it))).toList();
    var counted = store.note(tx, noted);
    for (var asked : batch) {
      if (counted.contains(asked.request().due().id())) {
        tell(tx, asked.call(), asked.request().due(), standing(asked.request()));
      }
    }
    return batch.stream().map(asked -> counted.contains(asked.request().due().id())).toList();
  }

  private static void tell(Tx tx, Call call, DueMail mail, Standing standing) {
    switch (standing.state()) {
      case SENT ->
          tx.append(call, mail.subject(), new MailSent(mail.id(), mail.kind(), mail.subject()));
      case BOUNCED, PARKED, DROPPED ->
          tx.append(
              call,
              mail.subject(),
              new MailGivenUp(mail.id(), mail.kind(), mail.subject(), standing.reason()));
      case WAITING, KEPT -> {}
    }
  }

  @Override
  public void noted(Attempted<DueMail> attempted, String trace) {
    var standing = standing(attempted);
    metrics.ended(standing.state());
    if (standing.state() != MailState.SENT && standing.state() != MailState.DROPPED) {
      var line = standing.state() == MailState.PARKED ? LOG.atError() : LOG.atWarn();
      Trace.on(line, trace)
          .addKeyValue("mail", attempted.due().id())
          .addKeyValue("kind", attempted.due().what())
          .addKeyValue("attempts", standing.attempts())
          .addKeyValue("reason", standing.reason())
          .addKeyValue("state", EnumText.of(standing.state()))
          .log("a mail is not sent");
    }
  }

  private Standing standing(Attempted<DueMail> attempted) {
    return config.retryRule().after(attempted.due().attempts(), attempted.outcome());
  }
}
