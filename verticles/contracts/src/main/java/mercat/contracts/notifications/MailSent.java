package mercat.contracts.notifications;

import java.util.UUID;
import mercat.contracts.Event;

/**
 * A mail server has taken a mail over. That this is told once does not mean that it was sent once.
 *
 * @param subjectId the account or the order that it is about
 */
public record MailSent(UUID mailId, MailKind kind, UUID subjectId) implements Event {}
