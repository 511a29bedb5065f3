package mercat.contracts.accounts;

import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;
import org.jspecify.annotations.Nullable;

/** Asks who the caller is, as far as they let a client know (OpenID Connect Core, 5.3). */
public record ReadUserInfo() implements Request<ReadUserInfo.Reply> {
  /** What the caller's scopes show, or nobody any more. */
  public sealed interface Reply extends Message {
    /**
     * Somebody.
     *
     * @param email null without the scope {@code email}
     * @param emailVerified null as well
     * @param name null without the scope {@code profile}
     */
    record Found(
        UUID accountId,
        @Nullable Email email,
        @Nullable Boolean emailVerified,
        @Nullable String name)
        implements Reply {}

    record Unknown() implements Reply {}
  }
}
