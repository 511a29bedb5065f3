package mercat.audit;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import mercat.contracts.log.StaffActed;
import mercat.platform.Actor;
import mercat.testkit.Fresh;
import mercat.testkit.LocalNode;
import mercat.testkit.StandIn;
import mercat.testkit.TestDatabase;

/** Audit as a node hosts it, beside stand-ins for all contexts that it follows. */
final class RunningAudit extends LocalNode {
  static final Actor AUDITOR = new Actor("token:auditor", Set.of("audit:read"));

  private final Map<String, StandIn> sources = new TreeMap<>();

  RunningAudit(TestDatabase database, Map<String, String> settings) {
    super(database, settings);
    for (var source : AuditContext.SOURCES) {
      if (!source.equals("audit")) {
        sources.put(source, standIn(source));
      }
    }
    host(new AuditContext());
  }

  static RunningAudit start(String checkpointEvery) {
    return new RunningAudit(
        TestDatabase.fresh(),
        Map.of(
            "audit.key-file",
            Fresh.file("audit.key").toString(),
            "audit.checkpoint-every",
            checkpointEvery));
  }

  /** Lets a context tell what the staff did, and audit hear of it. */
  void acts(String context, StaffActed... acted) {
    for (var each : acted) {
      source(context).announces(new UUID(0, each.entity().hashCode()), each);
    }
    awaitFollowed("audit", context);
  }

  StandIn source(String context) {
    return requireNonNull(sources.get(context));
  }
}
