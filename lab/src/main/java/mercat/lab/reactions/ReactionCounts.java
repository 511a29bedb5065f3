package mercat.lab.reactions;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import mercat.verify.CheckpointCheck;
import mercat.verify.DatabaseAccess;
import mercat.verify.ReadSession;

/**
 * What a system has done about what happened, counted by SQL of its own since a moment of its
 * database's clock.
 */
public record ReactionCounts(DatabaseAccess database, String since) {
  private static final String ACCOUNTS =
      "select count(*) from accounts.account where email = any (?)";

  private static final String PROFILES =
      """
      select count(*)
      from recommendations.profile p
      join accounts.account a on a.id = p.account
      where p.is_registered and a.email = any (?)\
      """;

  /** Registrations up to where the last signed checkpoint says that the log goes. */
  private static final String SEALED =
      """
      select count(*)
      from accounts.log_event e
      join accounts.account a on a.id = e.key
      where e.type = 'AccountRegistered'
        and a.email = any (?)
        and e.position <= (
          select (log ->> 'position')::bigint
          from audit.checkpoint c, json_array_elements(c.statement::json -> 'logs') as log
          where log ->> 'context' = 'accounts'
          order by c.number desc
          limit 1)\
      """;

  private static final String CHECKPOINTS =
      """
      select json_build_object(
        'statement', statement,
        'signature', translate(encode(signature, 'base64'), E'\\n', ''),
        'key', translate(encode(key, 'base64'), E'\\n', ''))
      from audit.checkpoint
      order by number\
      """;

  private static final String TOLD_BY_ACCOUNTS =
      "select count(*) from accounts.log_event where type = ? and at >= ?::timestamptz";

  private static final String CONFIRMED =
      "select count(*) from orders.orders where confirmed_at >= ?::timestamptz";

  private static final String REDEEMED =
      "select count(*) from promotions.redemption where state = 'redeemed' and coupon = ?";

  /**
   * Of what was bought with a coupon; an order of one product says of nothing what goes with it.
   */
  private static final String BASKETS =
      """
      select count(*)
      from promotions.redemption r
      join orders.orders o on o.id = r.order_id
      left join recommendations.basket b using (order_id)
      where r.state = 'redeemed' and r.coupon = ?
        and (b.order_id is not null or json_array_length(o.lines) = 1)\
      """;

  private static final String STAFF_ACTIONS =
      """
      select count(*) from audit.staff_action
      where operation in ('receiveStock', 'putCoupon') and at >= ?::timestamptz\
      """;

  /** Counts from the present moment on. */
  public static ReactionCounts since(DatabaseAccess database) {
    return new ReactionCounts(database, now(database));
  }

  private static String now(DatabaseAccess database) {
    try (var session = ReadSession.on(database)) {
      return session.text("select now()");
    }
  }

  String now() {
    return now(database);
  }

  /** What clients were told, and of whom and of which coupon that is. */
  record Told(Set<String> registered, long verified, String coupon, long reduced, Acts acts) {}

  /** What staff has done since a moment of the database's clock. */
  record Acts(String since, long count) {}

  /** All of it, in one snapshot of the database; the mails as they have arrived by then. */
  List<Reaction> count(Told told, SmtpInbox inbox) {
    var people = told.registered.toArray(String[]::new);
    try (var session = ReadSession.snapshotOf(database)) {
      var reactions = new ArrayList<Reaction>();
      reactions.add(
          new Reaction(
              "registered",
              people.length,
              new Reaction.Effect(
                  "welcome mails",
                  inbox.mails(MailSubject.WELCOME, told.registered),
                  inbox.repeats(MailSubject.WELCOME)),
              new Reaction.Effect("accounts", session.number(ACCOUNTS, (Object) people)),
              new Reaction.Effect("profiles", session.number(PROFILES, (Object) people)),
              new Reaction.Effect("audit records", session.number(SEALED, (Object) people))));
      reactions.add(
          new Reaction(
              "verified",
              told.verified,
              new Reaction.Effect(
                  "addresses verified",
                  session.number(ACCOUNTS + " and verified_at is not null", (Object) people))));
      reactions.add(
          new Reaction(
              "confirmed",
              session.number(CONFIRMED, since),
              mails(inbox, MailSubject.ORDER_CONFIRMED, "confirmation mails")));
      reactions.add(
          new Reaction(
              "coupon used",
              told.reduced,
              new Reaction.Effect("redemptions", session.number(REDEEMED, told.coupon)),
              new Reaction.Effect("baskets", session.number(BASKETS, told.coupon))));
      reactions.add(
          new Reaction(
              "by staff",
              told.acts.count,
              new Reaction.Effect(
                  "audit records", session.number(STAFF_ACTIONS, told.acts.since))));
      var again =
          new Reaction(
              "asked again",
              session.number(TOLD_BY_ACCOUNTS, "RegisteredAgain", since),
              mails(inbox, MailSubject.REGISTERED_AGAIN, "mails that there is an account"));
      if (again.count() > 0) {
        reactions.add(again);
      }
      return reactions;
    }
  }

  /** Everybody who has registered, and every order that was confirmed, with their mails alone. */
  List<Reaction> countMails(SmtpInbox inbox) {
    try (var session = ReadSession.snapshotOf(database)) {
      return List.of(
          new Reaction(
              "registered",
              session.number(TOLD_BY_ACCOUNTS, "AccountRegistered", since),
              mails(inbox, MailSubject.WELCOME, "welcome mails")),
          new Reaction(
              "confirmed",
              session.number(CONFIRMED, since),
              mails(inbox, MailSubject.ORDER_CONFIRMED, "confirmation mails")));
    }
  }

  private static Reaction.Effect mails(SmtpInbox inbox, MailSubject subject, String name) {
    return new Reaction.Effect(name, inbox.mails(subject), inbox.repeats(subject));
  }

  /** Mails that are still to be sent. */
  long waiting() {
    try (var session = ReadSession.on(database)) {
      return session.number("select count(*) from notifications.mail where state = 'waiting'");
    }
  }

  /** What is wrong with the signatures of the audit, or with the logs that they are about. */
  List<String> auditFaults() {
    List<String> checkpoints;
    try (var session = ReadSession.on(database)) {
      checkpoints = session.texts(CHECKPOINTS);
    }
    return CheckpointCheck.run(database, checkpoints.iterator()).faults();
  }
}
