package mercat.notifications;

import java.util.Map;
import mercat.contracts.notifications.ListMails;
import mercat.contracts.notifications.MailState;
import mercat.contracts.notifications.ReadMail;
import mercat.contracts.notifications.RetryMail;
import mercat.platform.Call;
import mercat.platform.database.Tx;
import mercat.platform.log.StaffActions;

/** Mails, as staff reads them and has them tried again. */
record StaffMails(MailStore store, WriteMails writing, boolean sends) {
  private static final String READ = "notifications:read";
  private static final String WRITE = "notifications:write";

  ListMails.Listed list(ListMails request, Call call) {
    call.actor().requireScope(READ);
    return store.list(request);
  }

  ReadMail.Reply read(ReadMail request, Call call) {
    call.actor().requireScope(READ);
    var found = store.read(request.mailId());
    if (found.isEmpty()) {
      return new ReadMail.Reply.Unknown();
    }
    var mail = found.get();
    var text =
        switch (writing.writeMasked(mail.toWrite(), call)) {
          case Written.Ready ready -> ready.text();
          case Written.Needless needless -> null;
        };
    return new ReadMail.Reply.Found(mail.mail(), text);
  }

  RetryMail.Reply retry(Tx tx, RetryMail request, Call call) {
    call.actor().requireScope(WRITE);
    if (!sends) {
      return new RetryMail.Reply.NoServer();
    }
    var id = request.mailId();
    if (store.retry(tx, id)) {
      StaffActions.note(tx, call, id, "retryMail", "mail:" + id, Map.of(), Map.of());
    }
    return store
        .find(tx, id)
        .<RetryMail.Reply>map(mail ->
            mail.state() == MailState.WAITING
                ? new RetryMail.Reply.Waiting(mail)
                : new RetryMail.Reply.Over(mail))
        .orElseGet(RetryMail.Reply.Unknown::new);
  }
}
