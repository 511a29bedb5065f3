package mercat.payments.sandbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import mercat.payments.PaymentProvider.Charge;
import mercat.payments.domain.Outcome;
import mercat.platform.database.Database;
import mercat.platform.database.Tx;

/**
 * The sandbox provider's record of charges: one row per key, whatever is repeated. Locked ascending
 * by key, before the refunds.
 */
final class ChargeStore {
  private static final String RECORD =
      """
      insert into charge (charge_key, order_id, amount, currency, token, state, reason)
      select charge_key, charge_key, amount, currency, token, state, reason
        from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])
          as asked(charge_key, amount, currency, token, state, reason)
       order by charge_key
      on conflict do nothing
      returning charge_key\
      """;

  private static final String STATES =
      "select charge_key, state, reason from charge where charge_key = any($1::uuid[])";

  private static final String LOCK =
      "select from charge where charge_key = any($1::uuid[]) order by charge_key"
          + " for no key update";

  private static final String MOVE =
      "update charge set state = $2::text where charge_key = any($1::uuid[]) and state ="
          + " 'authorized' returning charge_key";

  private static final String ENTOMB =
      """
      insert into charge (charge_key, order_id, amount, currency, token, state)
      select charge_key, charge_key, 0, 'XXX', '', 'voided' from unnest($1::uuid[]) as dropped(charge_key)
       order by charge_key
      on conflict do nothing\
      """;

  private static final String FIND_REFUND = "select from refund where refund_key = $1::uuid";

  private static final String REFUND =
      "insert into refund (refund_key, charge_key, amount) values ($1::uuid, $2::uuid, $3::bigint)";

  private static final String TAKE_BACK =
      """
      update charge set refunded = refunded + $2::bigint
       where charge_key = $1::uuid and state = 'captured' and refunded + $2::bigint <= amount\
      """;

  private static final String LOOK_UP =
      """
      select state, reason, token, at > now() - $2::bigint * interval '1 ms' as recent
        from charge where charge_key = $1::uuid\
      """;

  private final Database database;

  ChargeStore(Database database) {
    this.database = database;
  }

  /** What the record says of a charge. */
  record Recorded(Outcome outcome) {}

  /** A charge to be {@code captured} or {@code voided}. */
  record Move(UUID key, String target) {}

  /** A part of a captured charge to be returned. */
  record Return(UUID refundKey, UUID key, long amount) {}

  /** Whether it is so now. */
  record Moved(boolean done) {}

  /** Records charges, those that are new as their tokens say. */
  List<Recorded> record(Tx tx, List<Charge> batch) {
    if (tx.query(RECORD, asked(batch)).rowCount() == batch.size()) {
      return asTheirTokensSay(batch);
    }
    var keys = batch.stream().map(Charge::key).toArray(UUID[]::new);
    var stored = new HashMap<UUID, Outcome>();
    for (var row : tx.query(STATES, keys(keys))) {
      stored.put(row.getUUID(0), outcome(row.getString(1), row.getString(2)));
    }
    return batch.stream()
        .map(charge -> new Recorded(stored.getOrDefault(charge.key(), new Outcome.Unclear())))
        .toList();
  }

  /** What new charges come to. */
  private static List<Recorded> asTheirTokensSay(List<Charge> batch) {
    return batch.stream()
        .map(charge -> SandboxToken.of(charge.token()).refusal())
        .map(reason -> new Recorded(outcome(stateFor(reason), reason)))
        .toList();
  }

  private static String stateFor(String refusal) {
    return refusal.isEmpty() ? "authorized" : "declined";
  }

  private static Tuple asked(List<Charge> batch) {
    int n = batch.size();
    var keys = new UUID[n];
    var amounts = new Long[n];
    var currencies = new String[n];
    var tokens = new String[n];
    var states = new String[n];
    var reasons = new String[n];
    for (int i = 0; i < n; i++) {
      var charge = batch.get(i);
      keys[i] = charge.key();
      amounts[i] = charge.amount().amount();
      currencies[i] = charge.amount().currency();
      tokens[i] = charge.token();
      reasons[i] = SandboxToken.of(charge.token()).refusal();
      states[i] = stateFor(reasons[i]);
    }
    return keys(keys)
        .addArrayOfLong(amounts)
        .addArrayOfString(currencies)
        .addArrayOfString(tokens)
        .addArrayOfString(states)
        .addArrayOfString(reasons);
  }

  /** Takes or drops what is held. A charge that never arrived is dropped by a tombstone. */
  List<Moved> move(Tx tx, List<Move> batch) {
    var taken = new TreeSet<UUID>();
    var dropped = new TreeSet<UUID>();
    batch.forEach(move -> (move.target().equals("captured") ? taken : dropped).add(move.key()));
    int moved = 0;
    if (!taken.isEmpty()) {
      moved += move(tx, taken, "captured");
    }
    if (!dropped.isEmpty()) {
      tx.send(ENTOMB, keys(dropped.toArray(UUID[]::new)));
      moved += move(tx, dropped, "voided");
    }
    if (moved == batch.size()) {
      return batch.stream().map(move -> new Moved(true)).toList();
    }
    var keys = batch.stream().map(Move::key).toArray(UUID[]::new);
    var states = new HashMap<UUID, String>();
    tx.query(STATES, keys(keys)).forEach(row -> states.put(row.getUUID(0), row.getString(1)));
    return batch.stream()
        .map(move -> new Moved(isSo(move.target(), states.getOrDefault(move.key(), ""))))
        .toList();
  }

  private static int move(Tx tx, Set<UUID> keys, String target) {
    return tx.query(MOVE, keys(keys.toArray(UUID[]::new)).addString(target)).rowCount();
  }

  private static boolean isSo(String target, String state) {
    return state.equals(target) || (target.equals("voided") && state.equals("declined"));
  }

  /** Returns money, once per refund. */
  List<Moved> giveBack(Tx tx, List<Return> batch) {
    tx.send(LOCK, keys(batch.stream().map(Return::key).toArray(UUID[]::new)));
    return batch.stream().map(each -> new Moved(giveBack(tx, each))).toList();
  }

  /** What became of a charge. One that had no answer keeps silent until it has settled. */
  Future<Outcome> lookUp(UUID key, Duration settle) {
    return database
        .reading(LOOK_UP, Tuple.of(key, settle.toMillis()))
        .map(rows -> {
          if (rows.size() == 0) {
            return new Outcome.NeverSeen();
          }
          var row = rows.iterator().next();
          var isSilent =
              row.getBoolean(3)
                  && SandboxToken.of(row.getString(2)).answer() == SandboxToken.Answer.NEVER;
          return isSilent ? new Outcome.Unclear() : outcome(row.getString(0), row.getString(1));
        });
  }

  private static boolean giveBack(Tx tx, Return wish) {
    if (tx.query(FIND_REFUND, Tuple.of(wish.refundKey())).size() > 0) {
      return true;
    }
    if (tx.query(TAKE_BACK, Tuple.of(wish.key(), wish.amount())).rowCount() == 0) {
      return false;
    }
    tx.send(REFUND, Tuple.of(wish.refundKey(), wish.key(), wish.amount()));
    return true;
  }

  private static Tuple keys(UUID[] keys) {
    return Tuple.tuple().addArrayOfUUID(keys);
  }

  private static Outcome outcome(String state, String reason) {
    return switch (state) {
      case "authorized", "captured" -> new Outcome.Approved();
      case "declined" -> new Outcome.Refused(reason);
      default -> new Outcome.Refused("voided");
    };
  }
}
