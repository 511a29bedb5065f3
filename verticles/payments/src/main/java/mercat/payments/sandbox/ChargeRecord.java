package mercat.payments.sandbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import mercat.contracts.Message;
import mercat.payments.PaymentProvider.Charge;
import mercat.payments.PaymentProvider.Outcome;
import mercat.platform.database.Database;
import mercat.platform.database.Tx;

/** The sandbox provider's record of charges. One row per key, whatever is repeated. */
final class ChargeRecord {
  private static final String RECORD =
      """
      insert into charge (charge_key, order_id, amount, currency, token, state, reason)
      select charge_key, charge_key, amount, currency, token, state, reason
        from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])
          as asked(charge_key, amount, currency, token, state, reason)
       order by charge_key
      on conflict do nothing\
      """;

  private static final String STATES =
      "select charge_key, state, reason from charge where charge_key = any($1::uuid[])";

  private static final String LOCK =
      "select charge_key, state from charge where charge_key = any($1::uuid[]) order by charge_key for no key update";

  private static final String MOVE =
      """
      update charge set state = moved.state
        from unnest($1::uuid[], $2::text[]) as moved(charge_key, state)
       where charge.charge_key = moved.charge_key\
      """;

  private static final String NEVER =
      """
      insert into charge (charge_key, order_id, amount, currency, token, state)
      values ($1::uuid, $1::uuid, 0, 'XXX', '', 'voided') on conflict do nothing\
      """;

  private static final String CLAIM_REFUND =
      "insert into refund (refund_key, charge_key, amount) values ($1::uuid, $2::uuid, $3::bigint) on conflict do nothing";

  private static final String REFUND =
      """
      update charge set refunded = refunded + $2::bigint
       where charge_key = $1::uuid and state = 'captured' and refunded + $2::bigint <= amount\
      """;

  private static final String LOOK_UP =
      """
      select state, reason, token like 'tok_timeout%' and at > now() - $2::bigint * interval '1 ms' as silent
        from charge where charge_key = $1::uuid\
      """;

  private final Database database;

  ChargeRecord(Database database) {
    this.database = database;
  }

  /** What the record says of a charge. */
  record Recorded(Outcome outcome) implements Message {}

  /** A charge to be captured or voided. */
  record Move(UUID key, String state) {}

  /** A part of a captured charge to be returned. */
  record Return(UUID refundKey, UUID key, long amount) {}

  /** Whether it is so now. */
  record Moved(boolean done) implements Message {}

  List<Recorded> record(Tx tx, List<Charge> batch) {
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
      reasons[i] = refusalOf(charge.token());
      states[i] = reasons[i].isEmpty() ? "authorized" : "declined";
    }
    var parameters =
        Tuple.tuple()
            .addArrayOfUUID(keys)
            .addArrayOfLong(amounts)
            .addArrayOfString(currencies)
            .addArrayOfString(tokens)
            .addArrayOfString(states)
            .addArrayOfString(reasons);
    var inserted = tx.query(RECORD, parameters).rowCount();
    if (inserted == n) {
      var recorded = new ArrayList<Recorded>(n);
      for (int i = 0; i < n; i++) {
        recorded.add(new Recorded(outcome(states[i], reasons[i])));
      }
      return recorded;
    }
    var stored = new HashMap<UUID, Recorded>();
    for (var row : tx.query(STATES, Tuple.tuple().addArrayOfUUID(keys))) {
      stored.put(row.getUUID(0), new Recorded(outcome(row.getString(1), row.getString(2))));
    }
    return batch.stream()
        .map(charge -> stored.getOrDefault(charge.key(), new Recorded(new Outcome.Unclear())))
        .toList();
  }

  List<Moved> move(Tx tx, List<Move> batch) {
    var targets = new TreeMap<UUID, String>();
    for (var move : batch) {
      targets.put(move.key(), move.state());
      if (move.state().equals("voided")) {
        tx.send(NEVER, Tuple.of(move.key()));
      }
    }
    var states = new HashMap<UUID, String>();
    for (var row :
        tx.query(LOCK, Tuple.tuple().addArrayOfUUID(targets.keySet().toArray(UUID[]::new)))) {
      states.put(row.getUUID(0), row.getString(1));
    }
    var moving = new TreeMap<UUID, String>();
    var done = new HashSet<UUID>();
    targets.forEach((key, target) -> decide(key, target, states, moving, done));
    if (!moving.isEmpty()) {
      tx.send(
          MOVE,
          Tuple.tuple()
              .addArrayOfUUID(moving.keySet().toArray(UUID[]::new))
              .addArrayOfString(moving.values().toArray(String[]::new)));
    }
    return batch.stream().map(move -> new Moved(done.contains(move.key()))).toList();
  }

  private static void decide(
      UUID key, String target, Map<UUID, String> states, Map<UUID, String> moving, Set<UUID> done) {
    var state = states.getOrDefault(key, "");
    if (state.equals("authorized")) {
      moving.put(key, target);
      done.add(key);
    } else if (state.equals(target) || (target.equals("voided") && state.equals("declined"))) {
      done.add(key);
    }
  }

  List<Moved> giveBack(Tx tx, List<Return> batch) {
    return batch.stream().map(each -> giveBack(tx, each)).toList();
  }

  private static Moved giveBack(Tx tx, Return wish) {
    var fresh =
        tx.query(CLAIM_REFUND, Tuple.of(wish.refundKey(), wish.key(), wish.amount())).rowCount()
            == 1;
    return new Moved(
        !fresh || tx.query(REFUND, Tuple.of(wish.key(), wish.amount())).rowCount() == 1);
  }

  Future<Outcome> lookUp(UUID key, Duration settle) {
    return database
        .reading(LOOK_UP, Tuple.of(key, settle.toMillis()))
        .map(rows -> {
          if (rows.size() == 0) {
            return new Outcome.NeverSeen();
          }
          var row = rows.iterator().next();
          return row.getBoolean(2)
              ? new Outcome.Unclear()
              : outcome(row.getString(0), row.getString(1));
        });
  }

  private static Outcome outcome(String state, String reason) {
    return switch (state) {
      case "authorized", "captured" -> new Outcome.Approved();
      case "declined" -> new Outcome.Refused(reason);
      default -> new Outcome.Refused("voided");
    };
  }

  private static String refusalOf(String token) {
    return switch (token) {
      case "tok_ok", "tok_slow", "tok_timeout_then_ok", "tok_unavailable" -> "";
      case "tok_declined", "tok_timeout_then_declined" -> "card_declined";
      case "tok_insufficient" -> "insufficient_funds";
      default -> "invalid_token";
    };
  }
}
