package mercat.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import mercat.contracts.accounts.Role;
import org.assertj.core.api.SoftAssertions;

/**
 * Every operation of a contract, asked for by everybody that there may be: each answer is one that
 * the operation's {@code security} promises.
 */
public final class AccessWalk {
  private static final Set<Integer> REFUSALS = Set.of(401, 403, 404);

  private final Map<String, Somebody> everybody = new LinkedHashMap<>();
  private final Map<String, List<Door>> doors = new LinkedHashMap<>();

  /** What a bearer token is, by which an operation tells people apart. */
  public enum Kind {
    NOBODY,
    OWN_ORDER_TOKEN,
    OTHER_TOKEN,
    ACCESS_TOKEN,

    /** An access token of somebody who knows the order's id, and whose order it is not. */
    OTHER_CUSTOMER,
    STAFF_TOKEN,
    DEAD_ACCESS_TOKEN
  }

  /** Asks for an operation; the answer's status. */
  @FunctionalInterface
  public interface Asking {
    int status(Operation operation, String bearer) throws Exception;
  }

  /**
   * What is asked for.
   *
   * @param path the template
   * @param mediaType of the body, empty for none
   */
  public record Operation(String id, String method, String path, String mediaType) {}

  private record Somebody(Function<Operation, String> bearer, Kind kind, Set<String> held) {}

  /** Another way to ask for an operation than by the contract's own path. */
  private record Door(String name, Asking asking) {}

  /** Whom an operation is for, as the contract says it, read without the edge's own code. */
  private record Promise(
      boolean isPublic,
      boolean isOpen,
      boolean takesOrderTokens,
      boolean takesSignatures,
      boolean namesAnOrder,
      String scope) {
    static Promise of(String path, JsonNode security) {
      var scope = security.findValue("bearer");
      return new Promise(
          security.isEmpty(),
          security.valueStream().anyMatch(JsonNode::isEmpty),
          security.findValue("orderToken") != null,
          security.findValue("webhookSignature") != null,
          security.findValue("orderToken") != null && path.contains("{id}"),
          scope == null ? "" : scope.path(0).asText());
    }

    /** The statuses of which the answer must be one; empty for any but a refusal. */
    List<Integer> refusals(Somebody who) {
      if (isPublic) {
        return List.of();
      }
      if (takesSignatures) {
        return List.of(401); // nobody here signs
      }
      if (scope.isEmpty()) {
        return who.kind() == Kind.OWN_ORDER_TOKEN ? List.of() : List.of(401, 404);
      }
      return switch (who.kind()) {
        case DEAD_ACCESS_TOKEN -> List.of(401);
        case ACCESS_TOKEN -> Role.isGranted(who.held(), scope) ? List.of() : List.of(403);
        case OTHER_CUSTOMER -> {
          if (!Role.isGranted(who.held(), scope)) {
            yield List.of(403);
          }
          yield namesAnOrder ? List.of(404) : List.of();
        }
        case STAFF_TOKEN -> {
          if (isOpen || Role.isGranted(who.held(), scope)) {
            yield List.of();
          }
          yield takesOrderTokens ? List.of(401, 404) : List.of(403);
        }
        case OWN_ORDER_TOKEN -> isOpen || takesOrderTokens ? List.of() : List.of(401);
        case NOBODY, OTHER_TOKEN ->
            isOpen ? List.of() : takesOrderTokens ? List.of(401, 404) : List.of(401);
      };
    }
  }

  /**
   * Lets somebody take part.
   *
   * @param bearer what they send for an operation, empty for nothing
   * @param held the scopes that it grants; none when it grants nothing
   */
  public void add(String name, Kind kind, Set<String> held, Function<Operation, String> bearer) {
    everybody.put(name, new Somebody(bearer, kind, held));
  }

  /**
   * Lets an operation be asked for in another way too, to which the same promise applies.
   *
   * @param name of it in the table
   * @param asking whose status is 401, 403 or 404 where the same by HTTP is
   */
  public void also(String name, String operationId, Asking asking) {
    doors.computeIfAbsent(operationId, absent -> new ArrayList<>()).add(new Door(name, asking));
  }

  /**
   * Asks for everything, and holds each answer to the contract.
   *
   * @param print is given the table of answers, which lies in {@code target/access-walk.md} too
   */
  public void walk(JsonNode contract, Asking asking, Consumer<String> print) throws IOException {
    var table = new ArrayList<String>();
    table.add("| operation | scope | " + String.join(" | ", everybody.keySet()) + " |");
    table.add("|---|---|" + "---|".repeat(everybody.size()));
    var softly = new SoftAssertions();
    var known = new HashSet<String>();
    for (var path : contract.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        var mediaTypes = operation.getValue().at("/requestBody/content").fieldNames();
        var asked =
            new Operation(
                operation.getValue().path("operationId").asText(),
                operation.getKey().toUpperCase(Locale.ROOT),
                path.getKey(),
                mediaTypes.hasNext() ? mediaTypes.next() : "");
        known.add(asked.id());
        var promise = Promise.of(path.getKey(), operation.getValue().path("security"));
        var name = "%s `%s`".formatted(asked.method(), asked.path());
        var answers = answers(asked, asking);
        table.add(held(name, promise, answers, softly));
        for (var door : doors.getOrDefault(asked.id(), List.of())) {
          var same = answers(asked, door.asking());
          table.add(held(door.name(), promise, same, softly));
          softly
              .assertThat(refusals(same))
              .as("%s refuses whom %s refuses, by the same", door.name(), name)
              .isEqualTo(refusals(answers));
        }
      }
    }
    Files.write(Path.of("target", "access-walk.md"), table);
    table.forEach(print);
    softly.assertThat(known).containsAll(doors.keySet());
    softly.assertAll();
    assertThat(table).hasSizeGreaterThan(20);
  }

  /** What everybody is answered. */
  private Map<String, Integer> answers(Operation asked, Asking asking) {
    var answers = new LinkedHashMap<String, Integer>();
    everybody.forEach(
        (name, who) -> answers.put(name, status(asking, asked, who.bearer().apply(asked))));
    return answers;
  }

  private static Map<String, Integer> refusals(Map<String, Integer> answers) {
    var refusals = new LinkedHashMap<>(answers);
    refusals.values().retainAll(REFUSALS);
    return refusals;
  }

  /** The row of the table; what is not as it was promised is noted. */
  private String held(
      String name, Promise promise, Map<String, Integer> answers, SoftAssertions softly) {
    var row = new StringBuilder("| %s | %s |".formatted(name, promise.scope()));
    answers.forEach((who, status) -> {
      var refusals = promise.refusals(Objects.requireNonNull(everybody.get(who)));
      row.append(refusals.isEmpty() ? " %d |".formatted(status) : " **%d** |".formatted(status));
      var what = softly.assertThat(status).as("%s by %s", name, who);
      if (promise.isPublic()) {
        what.isNotEqualTo(403); // 401 is for who proves badly who they are
      } else if (refusals.isEmpty()) {
        what.isNotIn(401, 403);
      } else {
        what.isIn(refusals);
      }
    });
    return row.toString();
  }

  private static int status(Asking asking, Operation asked, String bearer) {
    try {
      return asking.status(asked, bearer);
    } catch (Exception lost) {
      throw new AssertionError(asked.toString(), lost);
    }
  }
}
