package mercat.audit;

import static mercat.platform.config.Demand.demand;

import java.time.Duration;
import mercat.platform.config.Secret;

/**
 * The settings of audit.
 *
 * @param checkpointEvery how often a checkpoint is made if a log has grown, a second to a day
 * @param keyFile where the key is made that signs them
 * @param signingKey that key, 32 bytes in Base64, where it is brought rather than made
 */
public record AuditConfig(Duration checkpointEvery, String keyFile, Secret signingKey) {
  private static final Duration EVERY_MIN = Duration.ofSeconds(1);
  private static final Duration EVERY_MAX = Duration.ofDays(1);

  public AuditConfig {
    demand(
        checkpointEvery.compareTo(EVERY_MIN) >= 0 && checkpointEvery.compareTo(EVERY_MAX) <= 0,
        "checkpoint-every must be a second to a day");
  }

  public static AuditConfig defaults() {
    return new AuditConfig(Duration.ofMinutes(5), "", new Secret(""));
  }
}
