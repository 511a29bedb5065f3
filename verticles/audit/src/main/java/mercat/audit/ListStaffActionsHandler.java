package mercat.audit;

import mercat.contracts.audit.ListStaffActions;
import mercat.platform.Call;
import mercat.platform.RequestHandler;

/** Tells what the staff did; of an order, to whoever may read orders too. */
record ListStaffActionsHandler(StaffActionStore actions)
    implements RequestHandler<ListStaffActions, ListStaffActions.Listed> {
  @Override
  public ListStaffActions.Listed handle(ListStaffActions request, Call call) {
    var entity = request.entity();
    boolean isOfAnOrder = entity != null && entity.startsWith("order:");
    if (!isOfAnOrder || !call.actor().hasScope("orders:read")) {
      call.actor().requireScope("audit:read");
    }
    return actions.list(request);
  }
}
