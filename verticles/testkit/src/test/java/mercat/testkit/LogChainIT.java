package mercat.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import mercat.contracts.Sku;
import mercat.contracts.catalog.ProductWithdrawn;
import mercat.platform.database.Preparation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The links of a log: who makes them, and from which row on. */
class LogChainIT {
  private static final UUID KEY = new UUID(7, 7);

  @TempDir private Path migrations;

  @Test
  void linksWhateverManyTransactionsOfTwoProcessesAppend() {
    try (var node = LocalNode.start(Map.of())) {
      var here = node.standIn("catalog");
      try (var other = new LocalNode(node.database(), Map.of())) {
        var there = other.standIn("catalog");
        var threads =
            IntStream.range(0, 40)
                .mapToObj(i ->
                    Thread.ofVirtual()
                        .start(() ->
                            (i % 2 == 0 ? here : there)
                                .announces(
                                    KEY,
                                    new ProductWithdrawn(new Sku("S" + i), 2),
                                    new ProductWithdrawn(new Sku("T" + i), 3))))
                .toList();
        threads.forEach(LogChainIT::join);
      }
      assertThat(
              node.database()
                  .rows(
                      """
                      with recursive links as (
                        select 0::bigint as position, ''::bytea as link
                        union all
                        select l.position,
                               sha256(links.link || int8send(l.position) || int8send(l.first)
                                      || timestamptz_send(l.at) || convert_to(l.events::text, 'UTF8'))
                          from links join catalog.log l on l.first = links.position + 1)
                      select count(*) > 0, bool_and(l.link = links.link), max(position)
                        from links join catalog.log l using (position)\
                      """))
          .containsExactly("t t 80");
    }
  }

  @Test
  void letsNobodyChooseALinkWhoMayOnlyInsert() {
    var database = TestDatabase.fresh();
    database.prepare(Set.of("probe"));
    var chosen =
        """
        with appended as (
          insert into probe.log (position, first, events, link) values (1, 1, '[]', 'chosen')
          returning link)
        select link = 'chosen'::bytea, length(link) from appended\
        """;
    assertThat(TestDatabase.rows(database.login("probe"), chosen)).containsExactly("f 32");
  }

  @Test
  void beginsBehindTheRowsOfTheVersionBeforeWhichGoesOnAppending() throws Exception {
    var database = TestDatabase.fresh();
    migrateAsTheVersionBefore(database);
    var append =
        """
        insert into probe.log (position, first, events)
        select coalesce(max(position), 0) + 2, coalesce(max(position), 0) + 1, '[{},{}]'
          from probe.log\
        """;
    database.change(append);
    database.change(append);
    database.prepare(Set.of("probe"));
    database.change(append);
    database.change(append);
    assertThat(database.rows("select first from probe.log_chain")).containsExactly("5");
    assertThat(
            database.rows(
                """
                select position, link is null,
                       link = sha256(coalesce(lag(link) over (order by position), '')
                                     || int8send(position) || int8send(first)
                                     || timestamptz_send(at) || convert_to(events::text, 'UTF8'))
                  from probe.log order by position\
                """))
        .containsExactly("2 t null", "4 t null", "6 f t", "8 f t");
    assertThat(new Preparation(database.admin()).lacking(Set.of("probe"))).isEmpty();
  }

  /** With a table of its own, whose migration is numbered beyond the platform's. */
  private void migrateAsTheVersionBefore(TestDatabase database) throws Exception {
    var first = "V0000__log_and_cursor.sql";
    var file = "/db/platform/" + first;
    try (var text = requireNonNull(Preparation.class.getResourceAsStream(file), file)) {
      Files.write(migrations.resolve(first), text.readAllBytes());
    }
    var own = "create table probe.note (text text)";
    Files.writeString(migrations.resolve("V0001__note.sql"), own);
    database.execute("create role version_before; create schema probe");
    PreparationIT.migrating(database.admin(), "version_before", "filesystem:" + migrations)
        .baselineOnMigrate(true)
        .baselineVersion("-1")
        .load()
        .migrate();
  }

  private static void join(Thread thread) {
    try {
      assertThat(thread.join(LocalNode.SOON)).isTrue();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
