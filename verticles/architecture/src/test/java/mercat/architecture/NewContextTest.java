package mercat.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import mercat.lab.newcontext.NewContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code new-context} writes, and what it refuses. */
class NewContextTest {
  @TempDir private static Path folder;

  private static SourceTree tree;

  @BeforeAll
  static void copy() {
    tree = SourceTree.copiedTo(folder.resolve("tree"));
  }

  /** The names decide the lengths of lines and the order of imports. */
  @ParameterizedTest
  @CsvSource({
    "wishlists,",
    "newsletters,",
    "tax,",
    "zz, Aa",
    "aa, Zz",
    "giftcards, GiftCard",
    "abcdefghijklmnopqrst, AbcdefgHijklmnop"
  })
  void writesSourcesThatAreFormatted(String context, @Nullable String entity) {
    var verdict = NewContext.write(tree.root(), context, entity);
    var sources =
        Stream.concat(verdict.written().stream(), verdict.changed().stream())
            .filter(file -> file.endsWith(".java"))
            .toList();
    assertThat(sources).hasSizeGreaterThan(15).allMatch(this::isFormatted);
    assertThat(verdict.written())
        .allMatch(file -> !file.contains("__") || file.contains("V0001__"))
        .allMatch(file -> !tree.text(file).contains("__"));
  }

  @ParameterizedTest
  @CsvSource({
    "Wishlists,, from a to z",
    "w,, from a to z",
    "wish-lists,, from a to z",
    "../wishlists,, from a to z",
    "interface,, a word of Java",
    "user,, a word of SQL",
    "edge,, something else in Mercat",
    "contracts,, something else in Mercat",
    "orders,, taken: there is verticles/orders",
    "sandbox,, taken: there is verticles/payments",
    "carts, wish, such as Wishlist",
    "carts, Product, is taken by verticles/",
    "carts, Order, means something else",
    "carts, String, means something else",
    "carts, Package, means something else"
  })
  void refusesNamesThatMeanSomethingElse(
      String context, @Nullable String entity, String complaint) {
    var before = tree.files(".");
    assertThatThrownBy(() -> NewContext.write(tree.root(), context, entity))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint)
        .hasMessageNotContaining("\n");
    assertThat(tree.files(".")).isEqualTo(before);
  }

  @Test
  void refusesToWriteAContextTwice() {
    var unused = NewContext.write(tree.root(), "subscriptions", null);
    assertThatThrownBy(() -> NewContext.write(tree.root(), "subscriptions", null))
        .hasMessage("the name subscriptions is taken: there is verticles/subscriptions");
  }

  @Test
  void writesNothingWhenAFileIsNotAsItKnowsIt() throws IOException {
    var settings = "cluster-config/mercat.yaml";
    var text = tree.text(settings);
    tree.write(settings, text.replace("# edge:", "edge:"));
    var before = tree.files(".");
    assertThatThrownBy(() -> NewContext.write(tree.root(), "carts", null))
        .hasMessage(
            "new-context does not know where to add to cluster-config/mercat.yaml: it has no line"
                + " that begins with # edge:");
    assertThat(tree.files(".")).isEqualTo(before);
    tree.write(settings, text);
  }

  @Test
  void saysWhenThereAreNoSources() {
    assertThatThrownBy(() -> NewContext.write(folder, "wishlists", null))
        .hasMessage("the sources of Mercat are not in " + folder);
  }

  private boolean isFormatted(String file) {
    return new FormatTest().isFormatted(tree.root().resolve(file));
  }
}
