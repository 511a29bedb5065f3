package mercat.__context__;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.UUID;
import mercat.__context__.domain.Stored__Entity__;
import mercat.contracts.__context__.__Entity__;
import mercat.platform.database.Database;
import mercat.platform.database.Tx;

/** The table of __entities__. */
record __Entity__Store(Database database) {
  /** Waits for whoever is adding the same id, and adds nothing when they have. */
  private static final String ADD =
      """
      insert into __table__ (id, name, version) values ($1::uuid, $2::text, $3::bigint)
      on conflict do nothing\
      """;

  private static final String FIND =
      """
      select id, name, version from __table__
       where id = $1::uuid\
      """;

  private static final String LOCK = FIND + " for no key update";

  private static final String REPLACE =
      """
      update __table__ set name = $2::text, version = $3::bigint, changed_at = now()
       where id = $1::uuid\
      """;

  /** Stores the first version; false when there is one already. */
  boolean add(Tx tx, Stored__Entity__ first) {
    return tx.query(ADD, columns(first)).rowCount() == 1;
  }

  /** What is stored, locked until the transaction ends. */
  Stored__Entity__ lock(Tx tx, UUID id) {
    return stored(tx.query(LOCK, Tuple.of(id)).iterator().next());
  }

  void replace(Tx tx, Stored__Entity__ next) {
    tx.send(REPLACE, columns(next));
  }

  Optional<Stored__Entity__> find(UUID id) {
    var rows = database.read(FIND, Tuple.of(id)).iterator();
    return rows.hasNext() ? Optional.of(stored(rows.next())) : Optional.empty();
  }

  private static Tuple columns(Stored__Entity__ stored) {
    var wanted = stored.__entity__();
    return Tuple.of(wanted.id(), wanted.name(), stored.version());
  }

  private static Stored__Entity__ stored(Row row) {
    var found = new __Entity__(row.getUUID(0), row.getString(1));
    return new Stored__Entity__(found, row.getLong(2));
  }
}
