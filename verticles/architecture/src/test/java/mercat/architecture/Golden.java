package mercat.architecture;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import mercat.contracts.Event;
import mercat.contracts.Message;
import mercat.contracts.Vocabulary;
import mercat.contracts.log.UnreadEvent;
import mercat.platform.Failure;
import mercat.platform.bus.Json;

/**
 * A word as it stands on the wire: a line of a JSON file of {@code src/test/resources}, by the
 * word's name. An enum is the list of its constants. A second golden of a word, where it has fields
 * that may be absent, is named with what it lacks, behind a space.
 */
record Golden(Path file, String name, JsonNode json) {
  static final Path RESOURCES = Modules.root().resolve("verticles/architecture/src/test/resources");

  /** Every word that may travel, by its name: its context, and its class as Java nests it. */
  static final Map<String, Class<?>> WORDS = new TreeMap<>();

  static {
    Vocabulary.REQUESTS.forEach(request -> {
      learn(request);
      Arrays.stream(request.getDeclaredClasses())
          .filter(Message.class::isAssignableFrom)
          .flatMap(reply ->
              reply.isSealed() ? Arrays.stream(reply.getPermittedSubclasses()) : Stream.of(reply))
          .forEach(Golden::learn);
    });
    Vocabulary.EVENTS.forEach(Golden::learn);
    learn(UnreadEvent.class);
    Modules.CLASSES.stream()
        .filter(type -> type.isEnum() && type.getPackageName().startsWith("mercat.contracts"))
        .forEach(type -> learn(type.reflect()));
  }

  private static void learn(Class<?> word) {
    var context = word.getPackageName();
    var name =
        context.substring(context.lastIndexOf('.') + 1)
            + word.getName().substring(context.length()).replace('$', '.');
    WORDS.put(name, word);
  }

  /** The goldens in the files of a directory of the resources, and below it. */
  static List<Golden> below(String directory) throws IOException {
    var goldens = new ArrayList<Golden>();
    for (var file : Modules.files(RESOURCES.resolve(directory), ".json")) {
      Json.mapper()
          .readTree(file.toFile())
          .properties()
          .forEach(line -> goldens.add(new Golden(file, line.getKey(), line.getValue())));
    }
    return goldens;
  }

  String wordName() {
    return name.split(" ", 2)[0];
  }

  Class<?> word() {
    return requireNonNull(
        WORDS.get(wordName()), () -> this + " is gone, but the version before still sends it");
  }

  boolean isEnum() {
    return json.isArray();
  }

  /**
   * An event is read as any event, and as what the log says it is; a variant as any of its kind.
   */
  List<Class<?>> typesReadAs() {
    if (Event.class.isAssignableFrom(word())) {
      return List.of(Event.class, word());
    }
    return Stream.concat(
            Arrays.stream(word().getInterfaces()).filter(Class::isSealed), Stream.of(word()))
        .<Class<?>>map(type -> type)
        .limit(1)
        .toList();
  }

  Object readAs(Class<?> type, JsonNode json) {
    try {
      return Json.read(json.toString(), type);
    } catch (Failure unreadable) {
      throw new AssertionError(
          "this version cannot read " + this + ": " + unreadable.getCause(), unreadable);
    }
  }

  static JsonNode written(Object value) {
    try {
      return Json.mapper().readTree(Json.write(value));
    } catch (JsonProcessingException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Override
  public String toString() {
    return name + " of " + RESOURCES.relativize(file);
  }
}
