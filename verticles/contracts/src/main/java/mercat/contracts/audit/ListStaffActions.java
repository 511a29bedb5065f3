package mercat.contracts.audit;

import java.time.Instant;
import java.util.List;
import mercat.contracts.Message;
import mercat.contracts.Page;
import mercat.contracts.Request;
import mercat.contracts.Text;
import mercat.contracts.log.StaffActed;
import org.jspecify.annotations.Nullable;

/**
 * Asks audit, for staff, for what the staff did and is all of this, newest first.
 *
 * @param entity a kind, a colon and an id; null for any
 * @param actor as the audit names them; null for any
 * @param from the earliest moment; null for any
 * @param before the last of the page before, null for the first page
 * @param limit 1 to {@link Page#LIMIT_MAX}
 */
public record ListStaffActions(
    @Nullable String entity,
    @Nullable String actor,
    @Nullable Instant from,
    @Nullable Place before,
    int limit)
    implements Request<ListStaffActions.Listed> {
  public ListStaffActions {
    Text.require("entity", entity == null ? "" : entity, StaffActed.ENTITY_MAX);
    Text.require("actor", actor == null ? "" : actor, StaffActed.ENTITY_MAX);
    Page.requireLimit(limit);
  }

  /** The place of an action among all, which are in the order of their time. */
  public record Place(Instant at, long number) {}

  /**
   * A page.
   *
   * @param more whether there are more behind the last of them
   */
  public record Listed(List<StaffAction> actions, boolean more) implements Message {
    public Listed {
      actions = List.copyOf(actions);
    }
  }
}
