package mercat.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
  private final Map<String, Somebody> everybody = new LinkedHashMap<>();

  /** What a bearer token is, by which an operation tells people apart. */
  public enum Kind {
    NOBODY,
    OWN_ORDER_TOKEN,
    OTHER_TOKEN,
    ACCESS_TOKEN,
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

  /** Whom an operation is for, as the contract says it, read without the edge's own code. */
  private record Promise(
      boolean isPublic,
      boolean isOpen,
      boolean takesOrderTokens,
      boolean takesSignatures,
      String scope) {
    static Promise of(JsonNode security) {
      var scope = security.findValue("bearer");
      return new Promise(
          security.isEmpty(),
          security.valueStream().anyMatch(JsonNode::isEmpty),
          security.findValue("orderToken") != null,
          security.findValue("webhookSignature") != null,
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
   * Asks for everything, and holds each answer to the contract.
   *
   * @param print is given the table of answers, which lies in {@code target/access-walk.md} too
   */
  public void walk(JsonNode contract, Asking asking, Consumer<String> print) throws IOException {
    var table = new ArrayList<String>();
    table.add("| operation | scope | " + String.join(" | ", everybody.keySet()) + " |");
    table.add("|---|---|" + "---|".repeat(everybody.size()));
    var softly = new SoftAssertions();
    for (var path : contract.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        var mediaTypes = operation.getValue().at("/requestBody/content").fieldNames();
        var asked =
            new Operation(
                operation.getValue().path("operationId").asText(),
                operation.getKey().toUpperCase(Locale.ROOT),
                path.getKey(),
                mediaTypes.hasNext() ? mediaTypes.next() : "");
        table.add(walk(asked, Promise.of(operation.getValue().path("security")), asking, softly));
      }
    }
    Files.write(Path.of("target", "access-walk.md"), table);
    table.forEach(print);
    softly.assertAll();
    assertThat(table).hasSizeGreaterThan(20);
  }

  private String walk(Operation asked, Promise promise, Asking asking, SoftAssertions softly) {
    var row =
        new StringBuilder(
            "| %s `%s` | %s |".formatted(asked.method(), asked.path(), promise.scope()));
    everybody.forEach((name, who) -> {
      int status = status(asking, asked, who.bearer().apply(asked));
      var refusals = promise.refusals(who);
      row.append(refusals.isEmpty() ? " %d |".formatted(status) : " **%d** |".formatted(status));
      var what = softly.assertThat(status).as("%s %s by %s", asked.method(), asked.path(), name);
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
