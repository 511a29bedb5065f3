package mercat.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Whatever the staff may change by the API is told to the audit: each operation of the back office
 * stands in the code that notes it, by its operationId, or here with a reason.
 */
class StaffOperationsTest {
  private static final Map<String, String> NOT_NOTED =
      Map.of(
          "searchOrders", "changes nothing: a search whose words stand in the body",
          "findAccount", "changes nothing: a search whose words stand in the body",
          "importProducts", "each product that it changes is noted as putProduct");

  /** Where contexts and their followers note what the staff does. */
  private static final Pattern NOTED =
      Pattern.compile("(?:StaffActions\\.note|AccountActions\\.of\\w+|\\bnote)\\([^;]*?\"(\\w+)\"");

  @Test
  void eachIsNotedOrSaysWhyNot() throws IOException {
    var noted = noted();
    var changing = changing();
    var expected = new TreeSet<>(changing);
    expected.removeAll(NOT_NOTED.keySet());
    assertThat(noted)
        .as(
            "operations that are noted for the audit. A new one of the back office is noted by"
                + " StaffActions.note in the transaction that does it")
        .containsAll(expected);
    assertThat(changing).as("those that say why not").containsAll(NOT_NOTED.keySet());
  }

  private static Set<String> changing() throws IOException {
    var file = Modules.root().resolve("verticles/edge/src/main/resources/edge/openapi.yaml");
    return new YAMLMapper()
        .readTree(file.toFile()).path("paths").properties().stream()
            .filter(path -> path.getKey().startsWith("/v1/admin"))
            .flatMap(path -> path.getValue().properties().stream())
            .filter(method -> !method.getKey().equals("get"))
            .map(method -> method.getValue().path("operationId").asText())
            .collect(Collectors.toSet());
  }

  private static Set<String> noted() throws IOException {
    var noted = new TreeSet<String>();
    for (var file : Modules.sources()) {
      var path = file.toString();
      if (path.contains("/src/main/java/") && !path.contains("/edge/")) {
        var calls = NOTED.matcher(Files.readString(file));
        while (calls.find()) {
          noted.add(calls.group(1));
        }
      }
    }
    return noted;
  }
}
