package mercat.payments.sandbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import mercat.payments.PaymentProvider.ChargeRequest;
import mercat.payments.domain.ProviderOutcome;
import mercat.platform.EnumText;
import mercat.platform.database.Columns;
import mercat.platform.database.Database;
import mercat.platform.database.Tx;

/**
 * The sandbox provider's record of charges: one row per key, whatever is repeated. Locked ascending
 * by key, before the refunds.
 */
record ChargeStore(Database database) {
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

  private static final String FIND =
      "select charge_key, state, reason from charge where charge_key = any($1::uuid[])";

  private static final String LOCK =
      "select from charge where charge_key = any($1::uuid[]) order by charge_key"
          + " for no key update";

  private static final String MOVE =
      "update charge set state = $2::text where charge_key = any($1::uuid[]) and state ="
          + " 'authorized' returning charge_key";

  private static final String INSERT_TOMBSTONES =
      """
      insert into charge (charge_key, order_id, amount, currency, token, state)
      select charge_key, charge_key, 0, 'XXX', '', 'voided' from unnest($1::uuid[]) as voided(charge_key)
       order by charge_key
      on conflict do nothing\
      """;

  private static final String FIND_REFUND = "select from refund where refund_key = $1::uuid";

  private static final String REFUND =
      "insert into refund (refund_key, charge_key, amount) values ($1::uuid, $2::uuid, $3::bigint)";

  private static final String RETURN =
      """
      update charge set refunded = refunded + $2::bigint
       where charge_key = $1::uuid and state = 'captured' and refunded + $2::bigint <= amount\
      """;

  private static final String LOOK_UP =
      """
      select state, reason, token, at > now() - $2::bigint * interval '1 ms' as recent
        from charge where charge_key = $1::uuid\
      """;

  record ChargeMove(UUID key, ChargeState target) {}

  record ChargeRefund(UUID refundKey, UUID key, long amount) {}

  private record StoredCharge(ChargeState state, String reason) {}

  /** Records charges, those that are new as their tokens say; what the record says of each. */
  List<ProviderOutcome> record(Tx tx, List<ChargeRequest> batch) {
    var rows =
        Columns.of(batch)
            .uuid(ChargeRequest::key)
            .bigint(charge -> charge.amount().amount())
            .text(charge -> charge.amount().currency())
            .text(ChargeRequest::token)
            .text(charge -> EnumText.of(SandboxToken.of(charge.token()).state()))
            .text(charge -> SandboxToken.of(charge.token()).refusal())
            .tuple();
    if (tx.query(RECORD, rows).rowCount() == batch.size()) {
      return batch.stream().map(charge -> SandboxToken.of(charge.token()).outcome()).toList();
    }
    var stored = find(tx, batch.stream().map(ChargeRequest::key).toList());
    return batch.stream()
        .map(charge -> stored.get(charge.key()))
        .<ProviderOutcome>map(charge ->
            charge == null
                ? new ProviderOutcome.Unclear()
                : charge.state().outcome(charge.reason()))
        .toList();
  }

  /**
   * Captures or voids what is held; whether each is so now. A charge that never arrived is voided
   * by a tombstone.
   */
  List<Boolean> move(Tx tx, List<ChargeMove> batch) {
    var voided = keys(batch, ChargeState.VOIDED);
    if (!voided.isEmpty()) {
      tx.send(INSERT_TOMBSTONES, Columns.uuids(voided));
    }
    int moved =
        move(tx, keys(batch, ChargeState.CAPTURED), ChargeState.CAPTURED)
            + move(tx, voided, ChargeState.VOIDED);
    if (moved == batch.size()) {
      return batch.stream().map(move -> true).toList();
    }
    var stored = find(tx, batch.stream().map(ChargeMove::key).toList());
    return batch.stream()
        .map(move -> {
          var charge = stored.get(move.key());
          return charge != null && charge.state().satisfies(move.target());
        })
        .toList();
  }

  private static Collection<UUID> keys(List<ChargeMove> batch, ChargeState target) {
    return batch.stream()
        .filter(move -> move.target() == target)
        .map(ChargeMove::key)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static int move(Tx tx, Collection<UUID> keys, ChargeState target) {
    return keys.isEmpty()
        ? 0
        : tx.query(MOVE, Columns.uuids(keys).addString(EnumText.of(target))).rowCount();
  }

  /** Returns money, once per refund; whether each went back. */
  List<Boolean> refund(Tx tx, List<ChargeRefund> batch) {
    tx.send(LOCK, Columns.of(batch).uuid(ChargeRefund::key).tuple());
    return batch.stream().map(refund -> refund(tx, refund)).toList();
  }

  private static boolean refund(Tx tx, ChargeRefund refund) {
    if (tx.query(FIND_REFUND, Tuple.of(refund.refundKey())).size() > 0) {
      return true;
    }
    if (tx.query(RETURN, Tuple.of(refund.key(), refund.amount())).rowCount() == 0) {
      return false;
    }
    tx.send(REFUND, Tuple.of(refund.refundKey(), refund.key(), refund.amount()));
    return true;
  }

  /** What became of a charge. One that had no answer keeps silent until it has settled. */
  Future<ProviderOutcome> lookUp(UUID key, Duration settle) {
    return database
        .reading(LOOK_UP, Tuple.of(key, settle.toMillis()))
        .map(rows -> {
          if (rows.size() == 0) {
            return new ProviderOutcome.NeverSeen();
          }
          var row = rows.iterator().next();
          boolean isSilent =
              row.getBoolean(3)
                  && SandboxToken.of(row.getString(2)).behaviour() == SandboxToken.Behaviour.SILENT;
          return isSilent
              ? new ProviderOutcome.Unclear()
              : state(row.getString(0)).outcome(row.getString(1));
        });
  }

  private static Map<UUID, StoredCharge> find(Tx tx, Collection<UUID> keys) {
    return tx.query(FIND, Columns.uuids(keys)).stream()
        .collect(
            Collectors.toMap(
                row -> row.getUUID(0),
                row -> new StoredCharge(state(row.getString(1)), row.getString(2))));
  }

  private static ChargeState state(String text) {
    return EnumText.parse(ChargeState.class, text);
  }
}
