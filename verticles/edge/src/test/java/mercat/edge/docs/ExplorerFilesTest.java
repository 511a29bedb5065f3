package mercat.edge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ExplorerFilesTest {
  private static final Pattern LINK = Pattern.compile("(?:src|href)=\"([^\"]*)\"");

  @Test
  void thePageNamesOnlyWhatThisServerServes() {
    var files = ExplorerFiles.ofEdge().byPath();
    var page = Objects.requireNonNull(files.get("/docs")).bytes().toString();
    assertThat(LINK.matcher(page).results().map(link -> link.group(1)))
        .contains("/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css", "/docs/docs.js")
        .allMatch(link ->
            files.containsKey(link) || link.equals("/openapi.yaml") || link.equals("data:,"));
    assertThat(files.values()).allSatisfy(file -> assertThat(file.bytes().length()).isPositive());
  }

  @Test
  void thePolicyAllowsNoInlineScriptAndNoOtherServer() {
    assertThat(ExplorerFiles.CONTENT_SECURITY_POLICY)
        .startsWith("default-src 'none'")
        .doesNotContain("unsafe", "http", "*");
  }
}
