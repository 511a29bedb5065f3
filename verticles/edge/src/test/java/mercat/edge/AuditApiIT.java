package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import mercat.contracts.audit.Checkpoint;
import mercat.contracts.audit.ListCheckpoints;
import mercat.contracts.audit.ListStaffActions;
import mercat.contracts.audit.ListStaffActions.Place;
import mercat.contracts.audit.StaffAction;
import mercat.contracts.log.StaffActed;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditApiIT {
  private static final Instant AT = Instant.parse("2026-11-29T08:00:00.123456Z");
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  @AutoClose private final RunningEdge edge = new RunningEdge();

  @Test
  void showsWhatTheStaffDidAndAsksForWhatIsWanted() {
    var acted =
        new StaffActed(
            "token:t", "putProduct", "product:85123A", Map.of("price", "1 GBP"), Map.of());
    edge.answer(
        ListStaffActions.class,
        new ListStaffActions.Listed(
            List.of(new StaffAction(7, "catalog", 41, AT, TRACE, acted)), true));
    var first =
        edge.get(
                "/v1/admin/audit?entity=product:85123A&actor=token:t&from=2026-11-29T09:00:00%2B01:00&limit=1",
                Samples.ADMIN)
            .is(200);
    assertThat(first.at("/data/0/at")).isEqualTo(AT.toString());
    assertThat(first.at("/data/0/before/price")).isEqualTo("1 GBP");
    assertThat(first.at("/data/0/traceId")).isEqualTo(TRACE);
    edge.get("/v1/admin/audit?cursor=" + first.at("/next"), Samples.ADMIN).is(200);
    assertThat(edge.asked(ListStaffActions.class))
        .containsExactly(
            new ListStaffActions(
                "product:85123A", "token:t", Instant.parse("2026-11-29T08:00:00Z"), null, 1),
            new ListStaffActions(null, null, null, new Place(AT, 7), 20));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?entity=85123A",
        "?entity=product:",
        "?actor=Grace%20Hopper",
        "?from=yesterday",
        "?from=1900-01-01T00:00:00Z",
        "?from=2026-11-29T23:59:60Z",
        "?cursor=YQ",
        "?cursor=MjAyNi0xMS0yOVQwODowMDowMFovLTE",
        "?limit=101",
        "?person=1",
        "/checkpoints?cursor=YQ",
        "/checkpoints?limit=0"
      })
  void refusesAQuestionThatMeansNothing(String query) {
    edge.get("/v1/admin/audit" + query, Samples.ADMIN).is(400, "invalid_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/admin/audit", "/v1/admin/audit/checkpoints"})
  void isOpenToWhoMayReadTheAuditAlone(String path) {
    edge.get(path).is(401, "unauthenticated");
    edge.get(path, "Authorization", "Bearer catalog-token").is(403, "forbidden");
  }

  @Test
  void handsOutCheckpointsToTheLetter() {
    var statement = "{\"number\":3,\"logs\":[{\"context\":\"orders\"}]}";
    edge.answer(
        ListCheckpoints.class,
        new ListCheckpoints.Listed(
            List.of(new Checkpoint(3, AT, statement, "c2lnbmF0dXJl", "a2V5")), true));
    var page = edge.get("/v1/admin/audit/checkpoints?limit=1", Samples.ADMIN).is(200);
    assertThat(page.at("/data/0/statement")).isEqualTo(statement);
    edge.get("/v1/admin/audit/checkpoints?cursor=" + page.at("/next"), Samples.ADMIN).is(200);
    assertThat(edge.asked(ListCheckpoints.class))
        .endsWith(new ListCheckpoints(0, 1), new ListCheckpoints(3, 20));
  }
}
