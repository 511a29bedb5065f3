package mercat.__context__;

import mercat.contracts.__context__.Find__Entity__;
import mercat.contracts.__context__.Find__Entity__.Reply;
import mercat.platform.Call;
import mercat.platform.RequestHandler;

/** Tells what is stored under an id. */
record Find__Entity__Handler(__Entity__Store store)
    implements RequestHandler<Find__Entity__, Reply> {
  @Override
  public Reply handle(Find__Entity__ request, Call call) {
    var found = store.find(request.id());
    if (found.isEmpty()) {
      return new Reply.Unknown();
    }
    return new Reply.Found(found.get().__entity__(), found.get().version());
  }
}
