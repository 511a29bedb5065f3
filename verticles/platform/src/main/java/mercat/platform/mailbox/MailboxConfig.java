package mercat.platform.mailbox;

/**
 * The bounds of every mailbox of a context.
 *
 * @param depthMax requests that may wait; one more is answered <em>overloaded</em>
 * @param batchMax requests of one batch
 * @param batchWeightMax summed weight of one batch (lines of orders); a single heavier request goes
 *     alone
 */
public record MailboxConfig(int depthMax, int batchMax, int batchWeightMax) {
  public MailboxConfig {
    if (depthMax < 1 || batchMax < 1 || batchWeightMax < 1) {
      throw new IllegalArgumentException("mailbox bounds must be positive");
    }
  }

  public static MailboxConfig defaults() {
    return new MailboxConfig(4_096, 256, 4_000);
  }
}
