package mercat.platform.database;

import java.time.Duration;

/**
 * How a context talks to its schema.
 *
 * @param connections of each context, 2 to 4
 * @param transactionTimeout after which a transaction's connection is closed, whatever it waits for
 * @param acquireTimeout how long a transaction waits for a connection
 */
public record DatabaseConfig(
    int connections, Duration transactionTimeout, Duration acquireTimeout) {
  public DatabaseConfig {
    if (connections < 2 || connections > 4) {
      throw new IllegalArgumentException("database.connections must be 2 to 4");
    }
  }

  public static DatabaseConfig defaults() {
    return new DatabaseConfig(4, Duration.ofSeconds(5), Duration.ofSeconds(2));
  }
}
