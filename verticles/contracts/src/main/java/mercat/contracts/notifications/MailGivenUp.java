package mercat.contracts.notifications;

import java.util.UUID;
import mercat.contracts.Event;

/**
 * A mail is not sent, unless staff has it tried again.
 *
 * @param subjectId the account or the order that it is about
 * @param reason such as {@code smtp_550}: no text of the mail server
 */
public record MailGivenUp(UUID mailId, MailKind kind, UUID subjectId, String reason)
    implements Event {}
