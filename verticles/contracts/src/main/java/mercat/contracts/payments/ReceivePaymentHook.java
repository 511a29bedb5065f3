package mercat.contracts.payments;

import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/**
 * Hands over what came in a provider's name, as it came: payments, which has the secrets, finds out
 * whether the provider sent it. A hook is a reason to ask the provider, never evidence by itself;
 * so a repeat does no more than the first.
 *
 * @param provider as the path names it, such as {@code sandbox}
 * @param id {@code webhook-id}; empty, as the next two, where there was no such header
 * @param timestamp {@code webhook-timestamp}, seconds since 1970
 * @param signature {@code webhook-signature}, or the header in which the provider signs instead,
 *     with its own time
 * @param body the whole body, at most {@value #BODY_BYTES_MAX} bytes of well-formed UTF-8, so that
 *     it is the same bytes again for whoever checks the signature
 */
public record ReceivePaymentHook(
    String provider, String id, String timestamp, String signature, String body)
    implements Request<ReceivePaymentHook.Reply>, Write {
  public static final int BODY_BYTES_MAX = 65_536;

  public ReceivePaymentHook {
    if (body.length() > BODY_BYTES_MAX) {
      throw new IllegalArgumentException("body has more than " + BODY_BYTES_MAX + " characters");
    }
  }

  /** Whether the provider need not send it again, or why it is not taken. */
  public sealed interface Reply extends Message {
    /** What it names is looked at, unless it is over, being looked at, or of nobody here. */
    record Noted() implements Reply {}

    /** Signed by none of the secrets that count, or over other bytes. */
    record WrongSignature() implements Reply {}

    /** Signed, but too long ago, or with a timestamp of the future. */
    record OutOfTime() implements Reply {}

    /** Signed by the provider, and yet no hook of its kind. */
    record Unreadable() implements Reply {}

    /** No such provider sends hooks here. */
    record UnknownProvider() implements Reply {}
  }
}
