package mercat.contracts.notifications;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The events that webhooks tell of, by type. */
public final class WebhookEvents {
  public static final String ORDER_CONFIRMED = "order.confirmed";
  public static final String ORDER_REJECTED = "order.rejected";
  public static final String ORDER_CANCELLED = "order.cancelled";
  public static final String ORDER_SHIPPED = "order.shipped";
  public static final String PAYMENT_REFUNDED = "payment.refunded";
  public static final String ACCOUNT_REGISTERED = "account.registered";
  public static final String ACCOUNT_EMAIL_VERIFIED = "account.email_verified";
  public static final String ACCOUNT_ERASED = "account.erased";

  /** Told when staff tries an endpoint, and to no other. */
  public static final String TEST = "webhook.test";

  /** Those that an endpoint may choose from. */
  public static final Set<String> TYPES =
      Set.of(
          ORDER_CONFIRMED,
          ORDER_REJECTED,
          ORDER_CANCELLED,
          ORDER_SHIPPED,
          PAYMENT_REFUNDED,
          ACCOUNT_REGISTERED,
          ACCOUNT_EMAIL_VERIFIED,
          ACCOUNT_ERASED);

  private WebhookEvents() {}

  /**
   * Checks a choice, and puts it in order.
   *
   * @param chosen empty for all
   * @throws IllegalArgumentException when one of them is unknown
   */
  static List<String> chosen(Collection<String> chosen) {
    for (var type : chosen) {
      if (!TYPES.contains(type)) {
        throw new IllegalArgumentException("events must be of " + TYPES.stream().sorted().toList());
      }
    }
    return chosen.stream().distinct().sorted().toList();
  }
}
