package mercat.provider;

import io.vertx.core.json.JsonObject;

/** Where a provider keeps what it has done, before it tells anybody. */
interface ProviderJournal extends AutoCloseable {
  /** For tests, whose provider does not die. */
  ProviderJournal NONE = (entry, kept) -> kept.run();

  /**
   * Keeps an entry. In the order of calls.
   *
   * @param entry may be empty: then nothing is added
   * @param kept is run when this entry and all before are on the disk, on any thread
   */
  void append(JsonObject entry, Runnable kept);

  /** Whether there is room for more. */
  default boolean hasRoom() {
    return true;
  }

  @Override
  default void close() {}
}
