package mercat.payments;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import java.time.Instant;
import java.util.UUID;
import mercat.contracts.OrderId;
import mercat.contracts.payments.ReceivePaymentHook;

/** A hook of the sandbox, signed by the library of Standard Webhooks. */
record SignedHook(String id, String timestamp, String signature, String body) {
  static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  static final String NEXT_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  static final Instant NOW = Instant.ofEpochSecond(1_780_000_000);

  /** Not signed yet, and of now. */
  static SignedHook of(String body) {
    return new SignedHook(
        "msg_" + UUID.randomUUID(), String.valueOf(NOW.getEpochSecond()), "", body);
  }

  /** A hook that claims something of an order's charge, over another amount than any. */
  static SignedHook of(OrderId id, String type) {
    return of("""
    {"type":"charge.%s","data":{"charge":"%s","status":"%1$s","amount":1,"currency":"XTS"}}\
    """
            .formatted(type, id))
        .by(SECRET);
  }

  SignedHook by(String secret) {
    try {
      var signature = new Webhook(secret).sign(id, Long.parseLong(timestamp), body);
      return new SignedHook(id, timestamp, signature, body);
    } catch (EmptyWebhookSecretException | WebhookSigningException wrong) {
      throw new AssertionError(wrong);
    }
  }

  SignedHook off(long seconds) {
    return new SignedHook(id, String.valueOf(NOW.getEpochSecond() + seconds), signature, body);
  }

  SignedHook signedLike(String other) {
    return new SignedHook(id, timestamp, other, body);
  }

  SignedHook saying(String other) {
    return new SignedHook(id, timestamp, signature, other);
  }

  SignedHook named(String other) {
    return new SignedHook(other, timestamp, signature, body);
  }

  ReceivePaymentHook to(String provider) {
    return new ReceivePaymentHook(provider, id, timestamp, signature, body);
  }
}
