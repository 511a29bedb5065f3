package mercat.lab.fuzz;

import mercat.lab.fuzz.PublishedContract.Operation;

/**
 * One request, ready to be sent.
 *
 * @param number by which, with the seed, it is made again
 * @param sort what is special about it
 * @param key its Idempotency-Key, empty if none
 * @param id what the answer must give back as X-Request-Id; empty when it is no proper HTTP, and
 *     anything between no answer and several may come
 */
@SuppressWarnings("ArrayRecordComponent") // made once, sent once, never changed
record FuzzRequest(
    long number,
    Operation operation,
    String sort,
    String key,
    String id,
    String method,
    byte[] bytes) {
  boolean isProper() {
    return !id.isEmpty();
  }
}
