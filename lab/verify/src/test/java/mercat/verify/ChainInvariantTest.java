package mercat.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody may do to a log by hand who may do everything, and what tells of it. */
class ChainInvariantTest {
  private static final List<String> CONTEXTS =
      List.of("accounts", "catalog", "inventory", "orders", "payments");

  record Deed(String sql, String found) {}

  private static final List<Deed> DEEDS =
      List.of(
          new Deed(
              "update %1$s.log set events = '[{\"type\":\"B\"},{\"type\":\"Y\"}]' where position = 5",
              "log of %1$s: the row of positions 4 to 5 is not what was written after position 3"),
          new Deed(
              "update %1$s.log set at = at - interval '1 microsecond' where position = 5",
              "log of %1$s: the row of positions 4 to 5 is not what was written after position 3"),
          new Deed(
              "delete from %1$s.log where position = 5",
              "log of %1$s: the row of positions 6 to 6 is not what was written after position 5"),
          new Deed(
              """
              delete from %1$s.log where position = 5;
              update %1$s.log set first = first - 2, position = position - 2 where position = 6;
              update %1$s.log set first = first - 2, position = position - 2 where position = 7\
              """,
              "log of %1$s: the row of positions 4 to 4 is not what was written after position 3"),
          new Deed(
              """
              update %1$s.log l set events = o.events, at = o.at, link = o.link
                from %1$s.log o where l.position + o.position = 13 and l.position in (6, 7)\
              """,
              "log of %1$s: the row of positions 6 to 6 is not what was written after position 5;"
                  + " log of %1$s: the row of positions 7 to 7 is not"),
          new Deed(
              "update %1$s.log set link = null where position = 6",
              "log of %1$s: the row of positions 6 to 6 has no link;"
                  + " log of %1$s: the row of positions 7 to 7 is not"),
          new Deed(
              """
              update %1$s.log set events = '[{"type":"X"}]', link = null where position = 1;
              update %1$s.log_chain set first = 2\
              """,
              "log of %1$s: the row of positions 2 to 2 is not what was written after position 1"),
          new Deed(
              "update %1$s.log_chain set first = 3",
              "log of %1$s: the row of positions 1 to 1 has a link, but the chain begins at 3"),
          new Deed(
              "delete from %1$s.log_chain",
              "log of %1$s has 0 beginnings of its chain instead of one"));

  private final DatabaseAccess database = TestServer.newTables();

  static Stream<Arguments> deedsInEachLog() {
    return CONTEXTS.stream()
        .flatMap(context -> DEEDS.stream().map(deed -> Arguments.of(context, deed)));
  }

  @BeforeEach
  void writeLogs() {
    for (var context : CONTEXTS) {
      run(
          """
          insert into %1$s.log (position, first, events)
          select n, n, '[{"type":"A"}]' from generate_series(1, 3) n;
          insert into %1$s.log (position, first, events) values
            (5, 4, '[{"type":"B"},{"type":"C"}]'), (6, 6, '[{"type":"D"}]'), (7, 7, '[{"type":"E"}]')\
          """
              .formatted(context));
    }
  }

  @ParameterizedTest
  @MethodSource("deedsInEachLog")
  void isFoundAndNamed(String context, Deed deed) {
    assertThat(examined().holds()).isTrue();

    run(deed.sql().formatted(context));

    assertThat(examined().holds()).isFalse();
    assertThat(examined().detail()).contains(deed.found().formatted(context));
    CONTEXTS.stream()
        .filter(other -> !other.equals(context))
        .forEach(other -> assertThat(examined().detail()).doesNotContain("log of " + other));
  }

  @Test
  void saysHowMuchIsFromBeforeTheChain() {
    run("update orders.log set link = null; update orders.log_chain set first = 8");
    run("insert into orders.log (position, first, events) values (8, 8, '[{\"type\":\"F\"}]')");

    var examined = examined();

    assertThat(examined.holds()).as(examined.detail()).isTrue();
    assertThat(examined.detail())
        .isEqualTo("6 rows of the log of orders are from before its chain");
    assertThat(examined.checked()).isEqualTo(4 * 6 + 1);
  }

  @Test
  void holdsALogAgainstTheCheckpointsBesideIt() {
    run(
        """
        create schema audit;
        create table audit.checkpoint (number bigint primary key, statement text not null);
        insert into audit.checkpoint
        select 1, json_build_object('logs', json_build_array(
                 json_build_object('context', 'orders', 'position', position, 'link', encode(link, 'hex')),
                 json_build_object('context', 'catalog', 'position', 0, 'link', null)))
        from orders.log where position = 7\
        """);
    assertThat(examined().holds()).as(examined().detail()).isTrue();

    run("delete from orders.log where position = 7");
    assertThat(examined().detail())
        .isEqualTo(
            "log of orders: the row that ends at position 7 is missing: checkpoint 1 bears another"
                + " link");
  }

  @Test
  void saysWhereThereIsNoChain() {
    run("drop table catalog.log_chain");

    assertThat(examined().holds()).isTrue();
    assertThat(examined().detail()).isEqualTo("the log of catalog has no chain yet");
  }

  private Finding examined() {
    return examined(database);
  }

  static Finding examined(DatabaseAccess database) {
    var invariant = new Verify.Invariant("I10", "", ChainInvariant::isIntact);
    try (var snapshot = ReadSession.snapshotOf(database)) {
      return Examination.of(invariant, snapshot, none -> {});
    }
  }

  private void run(String sql) {
    TestServer.execute(database, sql);
  }
}
