package mercat.edge.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a request can be refused: the codes by which clients decide. They are as stable as the paths
 * of the API; each has a page, {@code /problems/CODE}.
 */
public enum ErrorCode {
  INVALID_REQUEST(400, "The request is not valid. The member errors names every fault."),
  UNAUTHENTICATED(401, "The operation needs a bearer token that is known."),
  WRONG_CREDENTIALS(401, "Who signs in, or goes on, is not who they say, or may no longer."),
  SECOND_FACTOR_NEEDED(401, "The password is right, and a code is needed as well. See ticket."),
  WRONG_SIGNATURE(401, "The hook is not signed by a secret that counts, or was changed since."),
  HOOK_OUT_OF_TIME(401, "The hook was signed too long ago, or in the future. Look at both clocks."),
  PAYMENT_DECLINED(402, "The provider declined the payment. The order is rejected."),
  FORBIDDEN(403, "The caller is known and may not do this."),
  NOT_FOUND(404, "It does not exist, or it belongs to somebody else."),
  METHOD_NOT_ALLOWED(405, "The path has other methods. The header Allow names them."),
  NOT_ACCEPTABLE(406, "The operation has no response of a media type that Accept names."),
  TOO_SLOW(408, "The request did not arrive in time."),
  CONFLICT(409, "The state of what is asked for does not allow it."),
  OUT_OF_STOCK(409, "There is not enough stock. The order is rejected; shortages names the SKUs."),
  PRICE_CHANGED(409, "The total differs from the expected one. Nothing was stored."),
  PAYMENT_UNRESOLVED(409, "The payment's outcome did not become known in time: order rejected."),
  CANCELLED(409, "The order was cancelled while it was pending."),
  COUPON_NOT_STARTED(409, "The coupon cannot be redeemed yet."),
  COUPON_EXPIRED(409, "The coupon cannot be redeemed any more."),
  COUPON_EXHAUSTED(409, "The coupon has been redeemed as often as it can be."),
  COUPON_LIMIT_REACHED(409, "You have redeemed the coupon as often as one buyer can."),
  LIMIT_BELOW_USES(409, "The coupon has been redeemed more often than the limit would allow."),
  VERSION_CHANGED(409, "Somebody else has changed it meanwhile. Nothing was stored."),
  EMAIL_NOT_VERIFIED(409, "The account's e-mail address has not been verified."),
  TOO_LATE(409, "The order was shipped and can no longer be cancelled."),
  NOT_SHIPPABLE(409, "The order is not confirmed, or its money went back: it cannot be shipped."),
  NOT_REFUNDABLE(409, "The amount is more than is left of what was captured."),
  EVENTS_GONE(410, "What follows the cursor is not there any more. See context and reason."),
  TOO_LARGE(413, "The body is larger than the operation allows."),
  URI_TOO_LONG(414, "The request line is too long."),
  UNSUPPORTED_MEDIA_TYPE(415, "The body's media type is another. The header Accept names those."),
  CARD_NUMBER(422, "There is the number of a card in it. Nothing was stored; send a token."),
  UNKNOWN_LINK(422, "The link was never given, was used before, or has expired."),
  UNREADABLE_HOOK(422, "The hook is signed, and is none that the provider is known to send."),
  UNKNOWN_SKU(422, "Some SKUs are not for sale. The member skus names them."),
  CURRENCY_MISMATCH(422, "The prices cannot be summed: they are in other currencies."),
  TOTAL_TOO_LARGE(422, "The total is larger than a total may be. Nothing was stored."),
  UNKNOWN_COUPON(422, "There is no such coupon."),
  COUPON_NOT_APPLICABLE(422, "The order is too small for the coupon, or in another currency."),
  URL_REFUSED(422, "The URL may not be called. The member errors says why. Nothing was stored."),
  UNKNOWN_ADDRESS(422, "The account has saved no such address. Nothing was stored."),
  IDEMPOTENCY_KEY_REUSED(422, "The key was used before, with other content."),
  TOO_MANY_ATTEMPTS(429, "It is tried too often. Nothing was done; try again after Retry-After."),
  HEADERS_TOO_LARGE(431, "There are too many header lines, or they are too long."),
  INTERNAL(500, "An internal error occurred."),
  OVERLOADED(503, "There is too much to do. Nothing was done; try again after Retry-After."),
  UNAVAILABLE(
      503,
      "A part of the system cannot be reached. Something may have been done: repeat after"
          + " Retry-After, with the same key."),
  OUTCOME_UNKNOWN(
      504, "There was no answer in time. Repeat with the same key to learn the outcome.");

  private final int status;
  private final String description;

  ErrorCode(int status, String description) {
    this.status = status;
    this.description = description;
  }

  /** The code of that name, null when there is none. */
  public static @Nullable ErrorCode named(String name) {
    for (var code : values()) {
      if (code.code().equals(name)) {
        return code;
      }
    }
    return null;
  }

  public int status() {
    return status;
  }

  /** As clients know it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String title() {
    return code().replace('_', ' ');
  }

  public String description() {
    return description;
  }

  /** The path of its page, which is the type of its problems. */
  public String path() {
    return "/problems/" + code();
  }
}
