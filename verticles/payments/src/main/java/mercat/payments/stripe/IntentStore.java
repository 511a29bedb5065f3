package mercat.payments.stripe;

import static mercat.platform.Await.await;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.database.Columns;
import mercat.platform.database.Database;
import mercat.platform.database.Rows;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.Mailbox;
import org.jspecify.annotations.Nullable;

/**
 * Which of Stripe's payment intents counts for an order: the first that is stored, and no other is
 * ever confirmed. Where the first that is stored is none, none ever will be.
 */
final class IntentStore {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final String FIND =
      "select order_id, intent_id, tries from stripe_intent where order_id = any($1::uuid[])";

  private static final String CLAIM =
      """
      insert into stripe_intent (order_id, intent_id)
      select order_id, intent_id
        from unnest($1::uuid[], $2::text[]) as made(order_id, intent_id)
       order by order_id
      on conflict do nothing\
      """;

  private static final String SPEND =
      "update stripe_intent set tries = tries + 1 where order_id = $1::uuid and tries = $2::int";

  private final Database database;
  private final Mailbox<NewIntent, KnownIntent> claiming;
  private final Mailbox<KnownIntent, Boolean> spending;

  /** An intent that was made for an order; null to have none. */
  private record NewIntent(UUID key, @Nullable String id) {}

  /**
   * The intent that counts for an order.
   *
   * @param id null where there is to be none
   * @param tries answers by which Stripe said that it had failed
   */
  record KnownIntent(UUID key, @Nullable String id, int tries) {
    /** Its id; empty where there is to be none. */
    Optional<String> intent() {
      return Optional.ofNullable(id);
    }

    /** Names what is to be done once, for as long as Stripe does not say that it has failed. */
    String once(String what) {
      return key + "-" + what + "-" + tries;
    }
  }

  IntentStore(BoundedContext payments) {
    this.database = payments.database();
    this.claiming = payments.mailbox("ClaimIntents", this::claim);
    this.spending = payments.mailbox("SpendIntentKeys", this::spend);
  }

  /** What counts for an order; nothing where that is open. */
  Optional<KnownIntent> find(UUID key) {
    return Rows.first(database.read(FIND, Columns.uuids(List.of(key))), IntentStore::known);
  }

  /** Stores an intent, unless there is one; that which counts. */
  KnownIntent claim(UUID key, String id) {
    return await(claiming.submit(new NewIntent(key, id), call()));
  }

  /** Has an order have no intent, unless there is one; that which counts. */
  KnownIntent claimNone(UUID key) {
    return await(claiming.submit(new NewIntent(key, null), call()));
  }

  /** The next try has other idempotency keys: under these, Stripe has failed. */
  void spend(KnownIntent intent) {
    var unused = await(spending.submit(intent, call()));
  }

  private List<KnownIntent> claim(Tx tx, List<Asked<NewIntent>> batch) {
    var first = new HashMap<UUID, NewIntent>();
    batch.forEach(asked -> first.putIfAbsent(asked.request().key(), asked.request()));
    var rows = List.copyOf(first.values());
    tx.send(CLAIM, Columns.of(rows).uuid(NewIntent::key).text(NewIntent::id).tuple());
    var stored = find(tx, batch.stream().map(asked -> asked.request().key()).toList());
    return batch.stream()
        .map(asked -> stored.get(asked.request().key()))
        .map(Objects::requireNonNull)
        .toList();
  }

  private List<Boolean> spend(Tx tx, List<Asked<KnownIntent>> batch) {
    var seen = new HashSet<KnownIntent>();
    return batch.stream()
        .map(Asked::request)
        .sorted(Comparator.comparing(KnownIntent::key))
        .map(intent ->
            seen.add(intent)
                && tx.query(SPEND, Tuple.of(intent.key(), intent.tries())).rowCount() == 1)
        .toList();
  }

  private static Map<UUID, KnownIntent> find(Tx tx, List<UUID> keys) {
    return Rows.byKey(tx.query(FIND, Columns.uuids(keys)), IntentStore::known, KnownIntent::key);
  }

  private static KnownIntent known(Row row) {
    return new KnownIntent(row.getUUID(0), row.getString(1), row.getInteger(2));
  }

  private static Call call() {
    return Call.bySystem("stripe", PATIENCE);
  }
}
