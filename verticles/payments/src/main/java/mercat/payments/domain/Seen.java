package mercat.payments.domain;

import java.util.UUID;

/**
 * Evidence of one order's payment.
 *
 * @param isLate whether nobody waits for the answer any more, so that orders must hear of it by the
 *     log
 */
public record Seen(UUID orderId, Evidence evidence, boolean isLate) {}
