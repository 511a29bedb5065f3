package mercat.audit;

import mercat.contracts.audit.ListCheckpoints;
import mercat.platform.Call;
import mercat.platform.RequestHandler;

/** Hands out checkpoints, to be kept elsewhere. */
record ListCheckpointsHandler(CheckpointStore checkpoints)
    implements RequestHandler<ListCheckpoints, ListCheckpoints.Listed> {
  @Override
  public ListCheckpoints.Listed handle(ListCheckpoints request, Call call) {
    call.actor().requireScope("audit:read");
    return checkpoints.list(request);
  }
}
