package mercat.lab.load;

import org.jspecify.annotations.Nullable;

/** Where idle connections get their next request. */
@FunctionalInterface
public interface ExchangeSource {
  /** The next exchange, or null when there is nothing to send now. */
  @Nullable LoadExchange next();
}
