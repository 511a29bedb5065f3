package mercat.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mercat.contracts.Event;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Vocabulary;
import mercat.platform.Failure;
import mercat.platform.bus.Json;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What travels between two versions. Every word has a golden: a line of {@code
 * src/test/resources/wire} with the JSON that the codec writes. A changed golden is a change of the
 * wire, which {@link ReleasedTest} holds against what released versions write and read.
 */
class WireTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DIRECTORY =
      Modules.root().resolve("verticles/architecture/src/test/resources/wire");
  private static final String ADD =
      "mvn -pl verticles/architecture -am -Dtest=WireTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dmercat.goldens=add test";

  /** What is written today, by name. */
  private static final Map<String, String> WRITTEN = new TreeMap<>();

  static {
    WireSamples.ALL.forEach((name, sample) -> WRITTEN.put(name, Json.write(sample)));
    enums()
        .forEach(type ->
            WRITTEN.put(WireSamples.nameOf(type), Json.write(List.of(type.getEnumConstants()))));
  }

  @BeforeAll
  static void addWhatIsNew() throws IOException {
    if (!System.getProperty("mercat.goldens", "").equals("add")) {
      return;
    }
    var goldens = goldens();
    WRITTEN.forEach(goldens::putIfAbsent);
    for (var context : contexts().toList()) {
      var lines =
          goldens.entrySet().stream()
              .filter(golden -> golden.getKey().startsWith(context + "."))
              .map(golden -> '"' + golden.getKey() + "\": " + golden.getValue())
              .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
      Files.createDirectories(DIRECTORY);
      Files.writeString(file(context), lines);
    }
  }

  static Stream<String> contexts() {
    return WRITTEN.keySet().stream().map(WireTest::contextOf).distinct();
  }

  @Test
  void everyWordHasASample() {
    var words = new TreeSet<String>();
    for (var request : Vocabulary.REQUESTS) {
      words.add(WireSamples.nameOf(request));
      repliesOf(request).forEach(reply -> words.add(WireSamples.nameOf(reply)));
    }
    Vocabulary.EVENTS.forEach(event -> words.add(WireSamples.nameOf(event)));
    assertThat(WireSamples.ALL.keySet())
        .as("the samples; a new word of the vocabulary needs one in WireSamples.java")
        .containsAll(words);
  }

  @ParameterizedTest
  @MethodSource("contexts")
  void everyWordIsWrittenAsItsGoldenSays(String context) throws IOException {
    var goldens = goldens();
    for (var written : ofContext(context, WRITTEN).entrySet()) {
      var name = written.getKey();
      assertThat(goldens.containsKey(name))
          .as(
              "%s has no golden. When it is new: %s, and commit the line that this adds to %s."
                  + " Nobody may send it before every node knows it.",
              name, ADD, place(context))
          .isTrue();
      assertThat(JSON.readTree(written.getValue()))
          .as(
              "%s is not written as its golden in %s says: the wire has changed, and a node of the"
                  + " version before may read it otherwise or not at all. A field may be added, as"
                  + " one that may be absent: then delete the line and run %s. To rename, remove or"
                  + " retype a field, make a new word (docs/changing-contracts.md).",
              name, place(context), ADD)
          .isEqualTo(JSON.readTree(goldens.get(name)));
    }
  }

  @ParameterizedTest
  @MethodSource("contexts")
  void everyGoldenIsRead(String context) throws IOException {
    for (var golden : ofContext(context, goldens()).entrySet()) {
      var word = golden.getKey();
      assertThat(WRITTEN.containsKey(word))
          .as(
              "%s is gone, but its golden stands in %s: the version before still sends it",
              word, place(context))
          .isTrue();
      var sample = WireSamples.ALL.get(word);
      if (sample == null) {
        continue; // the constants of an enum
      }
      for (var type : typesReadAs(sample)) {
        assertThat(read(word, golden.getValue(), type)).as(word).isEqualTo(sample);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("contexts")
  void fieldsThatThisVersionDoesNotKnowArePassedOver(String context) throws IOException {
    for (var golden : ofContext(context, goldens()).entrySet()) {
      var sample = WireSamples.ALL.get(golden.getKey());
      if (sample != null) {
        var later = JSON.readTree(golden.getValue());
        addUnknownFields(later);
        for (var type : typesReadAs(sample)) {
          assertThat(read(golden.getKey(), later.toString(), type)).isEqualTo(sample);
        }
      }
    }
  }

  /**
   * An event is read as any event, and as what the log says it is; a variant as any of its kind.
   */
  static List<Class<?>> typesReadAs(Message sample) {
    if (sample instanceof Event) {
      return List.of(Event.class, sample.getClass());
    }
    return Stream.concat(
            Arrays.stream(sample.getClass().getInterfaces()).filter(Class::isSealed),
            Stream.of(sample.getClass()))
        .<Class<?>>map(type -> type)
        .limit(1)
        .toList();
  }

  private static List<? extends Class<?>> repliesOf(Class<? extends Request<?>> request) {
    var replies =
        Arrays.stream(request.getDeclaredClasses()).filter(Message.class::isAssignableFrom);
    return replies
        .flatMap(reply ->
            reply.isSealed() ? Arrays.stream(reply.getPermittedSubclasses()) : Stream.of(reply))
        .toList();
  }

  private static Set<Class<?>> enums() {
    return Modules.CLASSES.stream()
        .filter(type -> type.isEnum() && type.getPackageName().startsWith("mercat.contracts"))
        .map(type -> type.reflect())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Object read(String name, String json, Class<?> type) {
    try {
      return Json.read(json, type);
    } catch (Failure unreadable) {
      throw new AssertionError("this version cannot read the golden " + name, unreadable);
    }
  }

  private static void addUnknownFields(JsonNode node) {
    node.forEach(WireTest::addUnknownFields);
    if (node instanceof ObjectNode object) {
      object.set("later", JSON.createObjectNode().set("unheardOf", JSON.createArrayNode().add(1)));
    }
  }

  private static Map<String, String> goldens() throws IOException {
    var goldens = new TreeMap<String, String>();
    for (var context : contexts().toList()) {
      if (Files.exists(file(context))) {
        JSON.readTree(file(context).toFile())
            .properties()
            .forEach(golden -> goldens.put(golden.getKey(), golden.getValue().toString()));
      }
    }
    return goldens;
  }

  private static Map<String, String> ofContext(String context, Map<String, String> words) {
    return words.entrySet().stream()
        .filter(word -> contextOf(word.getKey()).equals(context))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new));
  }

  private static String contextOf(String name) {
    return name.substring(0, name.indexOf('.'));
  }

  private static Path place(String context) {
    return Modules.root().relativize(file(context));
  }

  private static Path file(String context) {
    return DIRECTORY.resolve(context + ".json");
  }
}
