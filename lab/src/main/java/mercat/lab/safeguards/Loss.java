package mercat.lab.safeguards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import mercat.verify.UnreachableException;

/**
 * What a torture noticed.
 *
 * @param signs what was broken, in the verdict's own words, such as {@code oversold 40}; empty when
 *     no promise was, though the verdict may be false for another reason
 * @param words the first that the verdict said against the build; empty when it said nothing
 * @param seconds that the torture took
 */
record Loss(List<String> signs, String words, double seconds) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> COUNTS =
      List.of("lost", "oversold", "doubleCharged", "ledgerOff", "changed");

  /** Invariants that a machine breaks which is only slow. */
  private static final Set<String> OF_TIME = Set.of("I8", "I11");

  Loss {
    signs = List.copyOf(signs);
  }

  static Loss read(Path verdict) {
    try {
      return of(JSON.readTree(verdict.toFile()));
    } catch (IOException failure) {
      throw new UnreachableException("cannot read " + verdict, failure);
    }
  }

  static Loss of(JsonNode verdict) {
    var signs = new ArrayList<String>();
    for (var count : COUNTS) {
      if (verdict.path(count).asLong() > 0) {
        signs.add(count + " " + verdict.path(count).asLong());
      }
    }
    elements(verdict.path("invariants"))
        .filter(finding -> !finding.path("holds").asBoolean(true))
        .filter(finding -> !OF_TIME.contains(finding.path("id").asText()))
        .forEach(finding -> signs.add(finding.path("id").asText() + " broken"));
    return new Loss(
        verdict.path("ok").asBoolean() ? List.of() : signs,
        elements(verdict.path("troubles")).map(JsonNode::asText).findFirst().orElse(""),
        verdict.path("seconds").asDouble());
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
