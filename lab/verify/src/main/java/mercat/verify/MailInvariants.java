package mercat.verify;

/** What must hold of the mails: none is forgotten, and none is wanted twice. */
final class MailInvariants {
  private MailInvariants() {}

  /**
   * Whoever registered is welcomed once, whoever has a confirmed order is told once. What accounts
   * were there before is in their log, for those that are erased have no row.
   */
  static void oneMailEach(Examination examination) {
    if (!examination.snapshot().has("notifications.mail")) {
      examination.note("no node has ever hosted notifications");
      return;
    }
    examination.checked("select count(*) from notifications.mail");
    examination.faults(
        """
        with registered as (
          select distinct key as subject from accounts.log_event where type = 'AccountRegistered'),
        welcomed as (
          select subject, count(*) as mails from notifications.mail where kind = 'welcome' group by subject)
        select 'account ' || subject || case when r.subject is null then ', which never registered,' else '' end
               || ' has ' || coalesce(w.mails, 0) || ' mails of welcome'
        from registered r
        full join welcomed w using (subject)
        where (r.subject is null or w.mails is distinct from 1)
          and subject not in %s
        """
            .formatted(LogInvariants.inFlight("notifications", "accounts")));
    examination.faults(
        """
        with told as (
          select subject, count(*) as mails
          from notifications.mail
          where kind = 'order_confirmed'
          group by subject)
        select 'order ' || coalesce(o.id, t.subject)
               || coalesce(' is ' || o.status || ',', ' was never confirmed,')
               || ' and has ' || coalesce(t.mails, 0) || ' mails that it is confirmed'
        from (select id, status from orders.orders where confirmed_at is not null) o
        full join told t on t.subject = o.id
        where (o.id is null or t.mails is distinct from 1)
          and coalesce(o.id, t.subject) not in %s
        """
            .formatted(LogInvariants.inFlight("notifications", "orders")));
    examination.noteAny(
        "select count(*) from notifications.mail where state = 'waiting'", "mails wait to be sent");
    examination.noteAny(
        "select count(*) from notifications.mail where state = 'parked'", "mails are given up");
  }
}
