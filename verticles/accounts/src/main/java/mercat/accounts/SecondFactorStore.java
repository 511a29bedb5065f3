package mercat.accounts;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mercat.platform.config.KeyFile;
import mercat.platform.database.Rows;
import mercat.platform.database.Tx;

/** The table of second factors. */
record SecondFactorStore(KeyFile key) {
  /** Wrong codes in a row after which a further one has to wait. */
  static final int WRONG_MAX = 5;

  /** For how long, each time. */
  static final Duration WAIT = Duration.ofMinutes(5);

  private static final String ENROL =
      """
      insert into second_factor (account, secret) values ($1::uuid, $2::bytea)
      on conflict (account) do update set secret = excluded.secret, last_step = 0, wrong = 0
       where second_factor.confirmed_at is null\
      """;

  private static final String IS_CONFIRMED =
      "select from second_factor where account = $1::uuid and confirmed_at is not null";

  private static final String LOCK =
      """
      select secret, last_step, confirmed_at is not null,
             case when wrong < $2::int then 0
                  else greatest(0, ceil(extract(epoch from wrong_at - now())) + $3::int)
             end::bigint
        from second_factor
       where account = $1::uuid
         for no key update\
      """;

  private static final String USE_STEP =
      "update second_factor set last_step = $2::bigint, wrong = 0 where account = $1::uuid";

  private static final String USE_RECOVERY_CODE =
      """
      update second_factor set recovery = array_remove(recovery, $2::text), wrong = 0
       where account = $1::uuid and confirmed_at is not null and $2::text = any(recovery)\
      """;

  private static final String NOTE_WRONG =
      "update second_factor set wrong = wrong + 1, wrong_at = now() where account = $1::uuid";

  private static final String CONFIRM =
      """
      update second_factor set confirmed_at = now(), recovery = $2::text[]
       where account = $1::uuid\
      """;

  private static final String REMOVE = "delete from second_factor where account = $1::uuid";

  /**
   * An authenticator.
   *
   * @param lastStep whose code was used last
   * @param waitSeconds for which no further code is looked at
   */
  record Held(String secret, long lastStep, boolean isConfirmed, long waitSeconds) {}

  /** Keeps a secret that is to be confirmed; false when there is a confirmed one. */
  boolean enrol(Tx tx, UUID account, String secret) {
    var sealed = Buffer.buffer(key.seal(ascii(secret)));
    return tx.query(ENROL, Tuple.of(account, sealed)).rowCount() == 1;
  }

  boolean isConfirmed(Tx tx, UUID account) {
    return tx.query(IS_CONFIRMED, Tuple.of(account)).rowCount() == 1;
  }

  /** An account's authenticator, which nobody else uses until the transaction ends. */
  Optional<Held> lock(Tx tx, UUID account) {
    return Rows.first(
        tx.query(LOCK, Tuple.of(account, WRONG_MAX, (int) WAIT.toSeconds())), this::held);
  }

  private Held held(Row row) {
    var secret = new String(key.open(row.getBuffer(0).getBytes()), StandardCharsets.US_ASCII);
    return new Held(secret, row.getLong(1), row.getBoolean(2), row.getLong(3));
  }

  void useStep(Tx tx, UUID account, long step) {
    tx.send(USE_STEP, Tuple.of(account, step));
  }

  /** Uses a recovery code up; false when it is none that is left. */
  boolean useRecoveryCode(Tx tx, UUID account, String code) {
    return tx.query(USE_RECOVERY_CODE, Tuple.of(account, digest(account, code))).rowCount() == 1;
  }

  void noteWrong(Tx tx, UUID account) {
    tx.send(NOTE_WRONG, Tuple.of(account));
  }

  void confirm(Tx tx, UUID account, List<String> recoveryCodes) {
    var digests = recoveryCodes.stream().map(code -> digest(account, code)).toArray(String[]::new);
    tx.send(CONFIRM, Tuple.of(account).addArrayOfString(digests));
  }

  /** Forgets an authenticator; false when there was none. */
  boolean remove(Tx tx, UUID account) {
    return tx.query(REMOVE, Tuple.of(account)).rowCount() == 1;
  }

  private String digest(UUID account, String code) {
    return Base64.getEncoder().encodeToString(key.digest(ascii("recovery" + account + code)));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
