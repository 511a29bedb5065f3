package mercat.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  private static final Sample FIRST = new Sample(new UUID(0, 1), "a", 10, 1, true, "x");
  private static final Sample SECOND = new Sample(new UUID(0, 2), null, 20, 2, false, "yz");

  private record Sample(
      UUID id, @Nullable String name, long amount, int epoch, boolean published, String hash) {}

  @Test
  void turnsRowsIntoOneArrayPerColumnInTheOrderOfTheCalls() {
    var tuple =
        Columns.of(List.of(FIRST, SECOND))
            .uuid(Sample::id)
            .text(Sample::name)
            .bigint(Sample::amount)
            .integer(Sample::epoch)
            .bool(Sample::published)
            .bytea(sample -> sample.hash().getBytes(StandardCharsets.UTF_8))
            .tuple();
    var columns = new ArrayList<Object>();
    for (int i = 0; i < tuple.size(); i++) {
      columns.add(tuple.getValue(i));
    }
    assertThat(columns)
        .containsExactly(
            new UUID[] {FIRST.id(), SECOND.id()},
            new String[] {"a", null},
            new Long[] {10L, 20L},
            new Integer[] {1, 2},
            new Boolean[] {true, false},
            new Buffer[] {Buffer.buffer(FIRST.hash()), Buffer.buffer(SECOND.hash())});
  }

  @Test
  void keepsTheOrderOfASortedMap() {
    var quantities = new TreeMap<String, Long>();
    quantities.put("plate", 2L);
    quantities.put("cup", 1L);
    var tuple =
        Columns.of(quantities.entrySet())
            .text(entry -> entry.getKey())
            .bigint(entry -> entry.getValue())
            .tuple();
    assertThat(tuple.getArrayOfStrings(0)).containsExactly("cup", "plate");
    assertThat(tuple.getArrayOfLongs(1)).containsExactly(1L, 2L);
  }

  @Test
  void takesFurtherParametersBehindTheColumns() {
    var tuple = Columns.uuids(List.of(FIRST.id())).addString("held");
    assertThat(tuple.getArrayOfUUIDs(0)).containsExactly(FIRST.id());
    assertThat(tuple.getString(1)).isEqualTo("held");
  }

  @Test
  void makesEmptyArraysOfNoRows() {
    assertThat(Columns.texts(List.of()).getArrayOfStrings(0)).isEmpty();
  }
}
