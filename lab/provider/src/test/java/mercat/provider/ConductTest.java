package mercat.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConductTest {
  private static final Conduct WELL = Conduct.well(List.of("http://127.0.0.1:8080/hooks"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"failing\":1.5} | failing: 0 to 1",
        "{\"failing\":\"half\"} | failing: a number is wanted",
        "{\"faults\":[\"lazy\"]} | faults: no fault is called lazy; there are empty_page",
        "{\"faults\":\"reset\"} | faults: a list of texts is wanted",
        "{\"faults\":[],\"failing\":0.5} | faults: one or more are wanted",
        "{\"hooks\":[\"ftp://a/b\"]} | hooks: ftp://a/b is not of the form",
        "{\"hooks\":[\"http://a b\"]} | hooks: http://a b is not of the form",
        "{\"copies\":0} | copies: 1 to 10",
        "{\"copies\":1.5} | copies: a whole number is wanted",
        "{\"lateMs\":600001} | lateMs: 0 to 600000",
        "{\"badlySigned\":1} | badlySigned: true or false is wanted",
        "{\"fail\":1} | fail: is not known; there are badlySigned, copies",
      })
  void namesTheMemberThatIsWrong(String json, String why) {
    assertThatThrownBy(() -> WELL.with(new JsonObject(json)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(why);
  }

  @Test
  void keepsWhatIsNotNamed() {
    var bad = WELL.failing(0.5).confused(2, 3_000);
    assertThat(WELL.with(bad.toJson())).isEqualTo(bad);
    assertThat(bad.with(new JsonObject("{\"failing\":0}"))).isEqualTo(WELL.confused(2, 3_000));
  }

  @Test
  void failsInTheWaysThatAreNamedAndAsOftenAsItIsTold() {
    var chance = new SplittableRandom(7);
    var conduct = WELL.with(new JsonObject("{\"failing\":0.5,\"faults\":[\"reset\",\"garbage\"]}"));
    var counts =
        Stream.generate(() -> conduct.next(chance))
            .limit(4_000)
            .collect(Collectors.groupingBy(fault -> fault, Collectors.counting()));
    assertThat(counts).containsOnlyKeys(StripeFault.NONE, StripeFault.RESET, StripeFault.GARBAGE);
    assertThat(counts.get(StripeFault.NONE)).isBetween(1_800L, 2_200L);
    assertThat(WELL.next(chance)).isEqualTo(StripeFault.NONE);
  }
}
