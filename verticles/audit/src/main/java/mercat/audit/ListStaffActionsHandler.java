package mercat.audit;

import mercat.contracts.audit.ListStaffActions;
import mercat.platform.Call;
import mercat.platform.RequestHandler;

/** Tells what the staff did. */
record ListStaffActionsHandler(StaffActionStore actions)
    implements RequestHandler<ListStaffActions, ListStaffActions.Listed> {
  @Override
  public ListStaffActions.Listed handle(ListStaffActions request, Call call) {
    call.actor().requireScope("audit:read");
    return actions.list(request);
  }
}
