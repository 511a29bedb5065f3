package mercat.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.stream.Stream;
import mercat.platform.bus.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What travels between two versions. Every word has a golden: a line of {@code
 * src/test/resources/wire} with its JSON, which this version reads and writes again just so. A
 * changed golden is a change of the wire, which {@link ReleasedTest} holds against what released
 * versions write and read.
 */
class WireTest {
  private static final String HOW =
      "When the golden differs, the wire has changed, and a node of the version before may read it"
          + " otherwise or not at all. A field may be added, as one that may be absent: then add it"
          + " to the golden. To rename, remove or retype a field, make a new word"
          + " (docs/changing-contracts.md).";

  static Stream<Golden> messages() throws IOException {
    return Golden.below("wire").stream().filter(golden -> !golden.isEnum());
  }

  static Stream<Golden> enums() throws IOException {
    return Golden.below("wire").stream().filter(Golden::isEnum);
  }

  @Test
  void everyWordHasAGolden() throws IOException {
    assertThat(Golden.below("wire").stream().map(Golden::wordName))
        .as(
            "the words with a golden. A new word needs one: add a line with the word's name and an"
                + " example of its JSON to the wire/CONTEXT.json of verticles/architecture. Nobody"
                + " may send it before every node knows it.")
        .containsAll(Golden.WORDS.keySet());
  }

  @ParameterizedTest
  @MethodSource("messages")
  void isReadAndWrittenAsItStands(Golden golden) {
    for (var type : golden.typesReadAs()) {
      var read = golden.readAs(type, golden.json());
      assertThat(read).as(golden.name()).isInstanceOf(golden.word());
      assertThat(Golden.written(read)).as(HOW).isEqualTo(golden.json());
    }
  }

  @ParameterizedTest
  @MethodSource("enums")
  void hasTheConstantsOfTheGolden(Golden golden) {
    assertThat(Golden.written(golden.word().getEnumConstants())).as(HOW).isEqualTo(golden.json());
  }

  @ParameterizedTest
  @MethodSource("messages")
  void fieldsThatThisVersionDoesNotKnowArePassedOver(Golden golden) {
    var later = golden.json().deepCopy();
    addUnknownFields(later);
    for (var type : golden.typesReadAs()) {
      assertThat(golden.readAs(type, later)).isEqualTo(golden.readAs(type, golden.json()));
    }
  }

  private static void addUnknownFields(JsonNode node) {
    node.forEach(WireTest::addUnknownFields);
    if (node instanceof ObjectNode object) {
      var json = Json.mapper();
      object.set("later", json.createObjectNode().set("unheardOf", json.createArrayNode().add(1)));
    }
  }
}
