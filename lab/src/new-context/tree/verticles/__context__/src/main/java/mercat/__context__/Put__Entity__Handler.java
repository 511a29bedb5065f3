package mercat.__context__;

import java.util.Map;
import mercat.__context__.domain.Stored__Entity__;
import mercat.contracts.__context__.Put__Entity__;
import mercat.contracts.__context__.Put__Entity__.Reply;
import mercat.contracts.__context__.__Entity__Changed;
import mercat.platform.Call;
import mercat.platform.database.Tx;
import mercat.platform.log.StaffActions;
import mercat.platform.mailbox.EachHandler;

/** Stores what differs from what is stored, announces it, and tells the audit who did it. */
record Put__Entity__Handler(__Entity__Store store, __Context__Config config)
    implements EachHandler<Put__Entity__, Reply> {
  /** The scope that a member of the staff needs. */
  private static final String SCOPE = "__context__:write";

  @Override
  public Reply handle(Tx tx, Put__Entity__ request, Call call) {
    call.actor().requireScope(SCOPE);
    var wanted = request.__entity__();
    int charactersMax = config.nameCharactersMax();
    if (!Stored__Entity__.allows(wanted, charactersMax)) {
      return new Reply.NameTooLong(charactersMax);
    }
    var first = Stored__Entity__.first(wanted);
    if (store.add(tx, first)) {
      return changed(tx, call, first);
    }
    var current = store.lock(tx, wanted.id());
    var next = current.put(wanted);
    if (next.equals(current)) {
      return new Reply.Stored(current.version());
    }
    store.replace(tx, next);
    return changed(tx, call, next);
  }

  private static Reply changed(Tx tx, Call call, Stored__Entity__ stored) {
    var id = stored.__entity__().id();
    tx.append(call, id, new __Entity__Changed(id, stored.version()));
    var entity = "__table__:" + id;
    var before = version(stored.version() - 1);
    var after = version(stored.version());
    StaffActions.note(tx, call, id, "put__Entity__", entity, before, after);
    return new Reply.Stored(stored.version());
  }

  /** What the audit is told: nothing personal. */
  private static Map<String, String> version(long version) {
    return version == 0 ? Map.of() : Map.of("version", String.valueOf(version));
  }
}
