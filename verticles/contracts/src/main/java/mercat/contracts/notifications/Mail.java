package mercat.contracts.notifications;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A mail that somebody is to have. It holds no personal data: what it says is made when it is sent,
 * or read by staff.
 *
 * @param id a UUIDv7, of which its Message-ID is made
 * @param subjectId the account, the order or the endpoint of webhooks that it is about
 * @param attempts to send it, since it was wanted or staff had it tried again
 * @param reason why the last attempt failed, or why it is dropped; empty while all is well
 * @param wantedAt when that happened which it tells of
 * @param endedAt when it was sent or given up; null before
 */
public record Mail(
    UUID id,
    MailKind kind,
    UUID subjectId,
    MailState state,
    int attempts,
    String reason,
    Instant wantedAt,
    @Nullable Instant endedAt) {}
