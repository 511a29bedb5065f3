package mercat.__context__;

import mercat.contracts.__context__.Find__Entity__;
import mercat.contracts.__context__.Put__Entity__;
import mercat.platform.BoundedContext;
import mercat.platform.ContextDefinition;

/** Everything that __context__ answers, announces and follows. */
public final class __Context__Context implements ContextDefinition {
  @Override
  public String name() {
    return "__context__";
  }

  @Override
  public Class<? extends Record> config() {
    return __Context__Config.class;
  }

  @Override
  public void start(BoundedContext context) {
    var config = context.config(__Context__Config.class);
    var store = new __Entity__Store(context.database());
    context.serveEach(Put__Entity__.class, new Put__Entity__Handler(store, config));
    context.answer(Find__Entity__.class, new Find__Entity__Handler(store));
    context.serveLog();
  }
}
