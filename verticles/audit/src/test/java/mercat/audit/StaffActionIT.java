package mercat.audit;

import static mercat.audit.RunningAudit.AUDITOR;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import mercat.contracts.audit.ListStaffActions;
import mercat.contracts.audit.StaffAction;
import mercat.contracts.catalog.ProductWithdrawn;
import mercat.contracts.log.ReadLog;
import mercat.contracts.log.ResetFollower;
import mercat.contracts.log.StaffActed;
import mercat.platform.Actor;
import mercat.testkit.Fresh;
import mercat.testkit.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StaffActionIT {
  @AutoClose private final RunningAudit node = RunningAudit.start("1h");

  @Test
  void isKeptAsItWasTold() {
    var entity = entity();
    var acted = acted("token:a", entity, "255 GBP", "199 GBP");
    var before = Instant.now().minusSeconds(60);
    node.acts("catalog", acted);
    assertThat(list(entity, null, null))
        .singleElement()
        .satisfies(kept -> {
          assertThat(kept.acted()).isEqualTo(acted);
          assertThat(kept.context()).isEqualTo("catalog");
          assertThat(kept.at()).isBetween(before, Instant.now().plusSeconds(60));
          assertThat(kept.trace()).matches("[0-9a-f]{32}");
        });
  }

  @Test
  void comesFromEveryContextAndNothingElseDoes() {
    var entity = entity();
    var sources = AuditContext.SOURCES.stream().filter(it -> !it.equals("audit")).toList();
    for (var source : sources) {
      node.source(source).announces(UUID.randomUUID(), new ProductWithdrawn(Fresh.sku(), 1));
      node.acts(source, acted("token:a", entity, "1", "2"));
    }
    assertThat(list(entity, null, null))
        .extracting(StaffAction::context)
        .containsExactlyElementsOf(sources.reversed())
        .contains("accounts", "catalog", "inventory", "orders", "payments");
  }

  @Test
  void isFoundByWhomWhatAndWhenNewestFirst() {
    var one = entity();
    var other = entity();
    var ada = "account:" + UUID.randomUUID();
    var noor = "account:" + UUID.randomUUID();
    node.acts("catalog", acted(ada, one, "1", "2"));
    node.acts("orders", acted(noor, one, "2", "3"), acted(ada, other, "1", "5"));
    node.acts("catalog", acted(ada, one, "3", "4"));
    assertThat(after(list(one, null, null))).containsExactly("4", "3", "2");
    assertThat(after(list(null, ada, null))).containsExactly("4", "5", "2");
    assertThat(after(list(one, ada, null))).containsExactly("4", "2");
    var third = list(one, noor, null).getFirst().at();
    assertThat(after(list(one, null, third))).containsExactly("4", "3");
    assertThat(list(one, null, Instant.now().plusSeconds(60))).isEmpty();
    assertThat(list("order:" + UUID.randomUUID(), null, null)).isEmpty();
  }

  @Test
  void isListedPageByPageWithoutALossOrARepeat() {
    var entity = entity();
    var all = IntStream.rangeClosed(1, 7).mapToObj(String::valueOf).toList();
    for (var each : all) {
      node.acts("inventory", acted("token:a", entity, "0", each));
    }
    var seen = new ArrayList<String>();
    ListStaffActions.Place before = null;
    boolean hasMore = true;
    while (hasMore) {
      var page = node.askAs(AUDITOR, new ListStaffActions(entity, null, null, before, 3));
      seen.addAll(after(page.actions()));
      var last = page.actions().getLast();
      before = new ListStaffActions.Place(last.at(), last.number());
      hasMore = page.more();
    }
    assertThat(seen).containsExactlyElementsOf(all.reversed());
  }

  @Test
  void standsOnceThoughItsLogIsFollowedAgain() {
    var entity = entity();
    node.acts("payments", acted("token:a", entity, "1", "2"));
    var operator = new Actor("token:operator", Set.of("followers:write"));
    var log = node.ask(new ReadLog("payments", "test", ReadLog.END, 1, Set.of()));
    var moved = node.askAs(operator, new ResetFollower("audit", "payments", 0, log.incarnation()));
    assertThat(moved).isInstanceOf(ResetFollower.Reply.Moved.class);
    node.awaitFollowed("audit", "payments");
    node.assertNothingParked("audit");
    assertThat(list(entity, null, null)).hasSize(1);
    node.awaitFollowed("audit", "audit");
    assertThat(list("follower:audit/payments", null, null))
        .extracting(StaffAction::acted)
        .singleElement()
        .satisfies(acted -> {
          assertThat(acted.operation()).isEqualTo("resetFollower");
          assertThat(acted.actor()).matches("token:[0-9a-f-]{36}");
          assertThat(acted.after()).containsEntry("position", "0");
        });
  }

  @Test
  void isShownToWhoMayReadTheAuditAlone() {
    node.assertOnlyFor("audit:read", new ListStaffActions(null, null, null, null, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"staff_action", "checkpoint"})
  void isNeverChangedByTheRoleThatWritesIt(String table) {
    for (var change :
        List.of("update %s set at = now()", "delete from %s", "truncate %s", "drop table %s")) {
      var sql = change.formatted("audit." + table);
      assertThat(TestDatabase.stateOf(node.database().login("audit"), sql))
          .as(change)
          .isEqualTo(TestDatabase.PERMISSION_DENIED);
    }
  }

  private List<StaffAction> list(
      @Nullable String entity, @Nullable String actor, @Nullable Instant from) {
    return node.askAs(AUDITOR, new ListStaffActions(entity, actor, from, null, 100)).actions();
  }

  private static List<String> after(List<StaffAction> actions) {
    return actions.stream()
        .map(action -> action.acted().after().getOrDefault("price", ""))
        .toList();
  }

  private static StaffActed acted(String actor, String entity, String before, String after) {
    return new StaffActed(
        actor, "putProduct", entity, Map.of("price", before), Map.of("price", after));
  }

  private static String entity() {
    return "product:" + Fresh.sku();
  }
}
