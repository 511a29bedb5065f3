package mercat.audit;

import java.util.List;
import mercat.contracts.Vocabulary;
import mercat.contracts.audit.ListCheckpoints;
import mercat.contracts.audit.ListStaffActions;
import mercat.platform.BoundedContext;
import mercat.platform.ContextDefinition;

/** Everything that audit answers and follows. */
public final class AuditContext implements ContextDefinition {
  /** Those in whose logs staff acts: all, for audit's own followers are operated too. */
  static final List<String> SOURCES = Vocabulary.CONTEXTS.stream().sorted().toList();

  @Override
  public String name() {
    return "audit";
  }

  @Override
  public Class<? extends Record> config() {
    return AuditConfig.class;
  }

  @Override
  public void start(BoundedContext context) {
    var config = context.config(AuditConfig.class);
    var actions = new StaffActionStore(context.database());
    context.answer(ListStaffActions.class, actions::list);
    context.serveLog();
    for (var source : SOURCES) {
      context.follow(source, new StaffActionFollower(source, actions));
    }

    var checkpoints = new CheckpointStore(context.database());
    context.answer(ListCheckpoints.class, checkpoints::list);
    var maker = new CheckpointMaker(context, checkpoints, CheckpointKey.of(config));
    context.every(config.checkpointEvery(), "make a checkpoint", maker::make);
  }
}
