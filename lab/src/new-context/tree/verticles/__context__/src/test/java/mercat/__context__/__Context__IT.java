package mercat.__context__;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import mercat.contracts.__context__.Find__Entity__;
import mercat.contracts.__context__.Put__Entity__;
import mercat.contracts.__context__.Put__Entity__.Reply;
import mercat.contracts.__context__.__Entity__;
import mercat.contracts.__context__.__Entity__Changed;
import mercat.platform.Actor;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import mercat.testkit.LocalNode;
import mercat.testkit.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The context as a node hosts it, on a real PostgreSQL. */
class __Context__IT {
  private static final Actor STAFF = new Actor("noor", Set.of("__context__:write"));
  private static final Actor OTHER_STAFF = new Actor("ada", Set.of("another:write"));
  private static final String PERMISSION_DENIED = "42501";

  private static LocalNode node;

  private final UUID id = UUID.randomUUID();

  @BeforeAll
  static void start() {
    node = hosting(TestDatabase.fresh());
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void findsWhatWasPut() {
    assertThat(put(node, "first")).isEqualTo(new Reply.Stored(1));
    assertThat(find()).isEqualTo(new Find__Entity__.Reply.Found(named("first"), 1));
  }

  @Test
  void doesNotKnowWhatWasNeverPut() {
    assertThat(find()).isEqualTo(new Find__Entity__.Reply.Unknown());
  }

  @Test
  void announcesEachChangeAndNoRepeat() {
    assertThat(put(node, "first")).isEqualTo(new Reply.Stored(1));
    assertThat(put(node, "first")).isEqualTo(new Reply.Stored(1));
    assertThat(put(node, "second")).isEqualTo(new Reply.Stored(2));
    var first = new __Entity__Changed(id, 1);
    var second = new __Entity__Changed(id, 2);
    assertThat(node.announced("__context__", id)).containsExactly(first, second);
  }

  @Test
  void tellsTheAuditOfEachChange() {
    assertThat(put(node, "first")).isEqualTo(new Reply.Stored(1));
    assertThat(put(node, "first")).isEqualTo(new Reply.Stored(1));
    assertThat(put(node, "second")).isEqualTo(new Reply.Stored(2));
    var operation = "put__Entity__";
    var all = node.staffActions("__context__").stream();
    var own = all.filter(acted -> acted.entity().endsWith(":" + id));
    assertThat(own).extracting("operation").hasSize(2).containsOnly(operation);
  }

  @Test
  void refusesANameThatIsTooLong() {
    assertThat(put(node, "a name of more than twenty")).isEqualTo(new Reply.NameTooLong(20));
    assertThat(find()).isEqualTo(new Find__Entity__.Reply.Unknown());
  }

  @Test
  void letsOnlyStaffWithTheScopePut() {
    var request = new Put__Entity__(named("first"));
    for (var actor : List.of(Actor.GUEST, OTHER_STAFF)) {
      assertThatThrownBy(() -> node.askAs(actor, request))
          .isInstanceOf(Failure.class)
          .extracting("kind")
          .isEqualTo(FailureKind.FORBIDDEN);
    }
    assertThat(find()).isEqualTo(new Find__Entity__.Reply.Unknown());
  }

  @Test
  void countsWhatTwoProcessesPutAtOnceOneAfterTheOther() {
    try (var other = hosting(node.database())) {
      var asked = new ArrayList<Reply>();
      for (var name : List.of("a", "b", "c", "d")) {
        var here = node.askingAs(STAFF, new Put__Entity__(named(name + " here")));
        var there = other.askingAs(STAFF, new Put__Entity__(named(name + " there")));
        asked.add(LocalNode.get(here));
        asked.add(LocalNode.get(there));
      }
      var versions = LongStream.rangeClosed(1, 8).mapToObj(Reply.Stored::new);
      assertThat(asked)
          .containsExactlyInAnyOrderElementsOf(versions.map(Reply.class::cast).toList());
    }
  }

  @Test
  void isClosedToTheRolesOfOtherSchemas() throws SQLException {
    var database = node.database();
    database.prepare(Set.of("stranger"));
    try (var connection = TestDatabase.connect(database.login("stranger"));
        var statement = connection.createStatement()) {
      var read = "select from __context__.__table__";
      assertThatThrownBy(() -> statement.execute(read))
          .isInstanceOf(SQLException.class)
          .extracting("SQLState")
          .isEqualTo(PERMISSION_DENIED);
    }
  }

  private static LocalNode hosting(TestDatabase database) {
    var settings = Map.of("__context__.name-characters-max", "20");
    var node = new LocalNode(database, InstantSource.system(), settings);
    node.host(new __Context__Context());
    return node;
  }

  private Reply put(LocalNode where, String name) {
    return where.askAs(STAFF, new Put__Entity__(named(name)));
  }

  private Find__Entity__.Reply find() {
    return node.ask(new Find__Entity__(id));
  }

  private __Entity__ named(String name) {
    return new __Entity__(id, name);
  }
}
