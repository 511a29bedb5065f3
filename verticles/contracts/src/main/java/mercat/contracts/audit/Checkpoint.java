package mercat.contracts.audit;

import java.time.Instant;

/**
 * How far every log went at a moment, signed: who keeps a copy elsewhere can show later that a log
 * was written anew.
 *
 * @param number counts them, from 1
 * @param statement JSON, signed as it stands here in UTF-8
 * @param signature Ed25519, in Base64
 * @param key the public key that it was signed for, X.509 in Base64
 */
public record Checkpoint(long number, Instant at, String statement, String signature, String key) {}
