package mercat.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import mercat.lab.newcontext.NewContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A new context builds and passes at once, and so does all that docs/extending.md adds to it. What
 * Maven and Error Prone say of it is for {@code .ci/new-context} to find out.
 */
class NewContextIT {
  private static final String MODULE = "verticles/wishlists/src";
  private static final String CONTRACTS = "verticles/contracts/src/main/java/mercat/contracts";
  private static final String ARCHITECTURE = "verticles/architecture/src/test/java/mercat";
  private static final String EDGE = "verticles/edge/src";

  @TempDir private Path folder;

  private SourceTree tree;
  private TreeBuild build;

  @BeforeEach
  void write() {
    tree = SourceTree.copiedTo(folder.resolve("tree"));
    build = new TreeBuild(tree);
    var unused = NewContext.write(tree.root(), "wishlists", null);
  }

  @Test
  void buildsAndPassesAtOnce() throws IOException, InterruptedException {
    compileModule();
    build.compileTests(MODULE + "/test/java");
    build.run(Stream.concat(ownTests(), testsOfTheWhole()));
  }

  @Test
  void theGuideBuildsAndPasses() throws IOException, InterruptedException {
    var guide = Guide.of(tree.text("docs/extending.md"));
    assertThat(guide.blocks()).hasSizeGreaterThan(10);
    guide.follow(tree);
    assertThat(guide.blocks())
        .filteredOn(block -> block.file().endsWith(".java"))
        .allMatch(block -> new FormatTest().isFormatted(tree.root().resolve(block.file())));

    compileModule();
    build.compile(EDGE + "/main/java");
    build.copyResources(EDGE + "/main/resources");
    build.compileTests(MODULE + "/test/java");
    build.compileTests(ARCHITECTURE + "/architecture/ContextMapTest.java");
    build.compileTests(
        EDGE + "/test/java/mercat/edge/ContractOracle.java",
        EDGE + "/test/java/mercat/edge/RunningEdge.java",
        EDGE + "/test/java/mercat/edge/Samples.java",
        EDGE + "/test/java/mercat/edge/WishlistIT.java");
    var ofGuide =
        Stream.of(
            "mercat.wishlists.WithdrawnProductsIT",
            "mercat.edge.WishlistIT",
            "mercat.architecture.ContextMapTest",
            "mercat.architecture.MigrationsTest");
    build.run(Stream.concat(ownTests(), ofGuide));
  }

  private void compileModule() throws IOException {
    build.compile(
        MODULE + "/main/java",
        CONTRACTS + "/ContextMap.java",
        CONTRACTS + "/Vocabulary.java",
        CONTRACTS + "/wishlists");
    build.copyResources(MODULE + "/main/resources");
  }

  private static Stream<String> ownTests() {
    return Stream.of("mercat.wishlists.WishlistsIT", "mercat.wishlists.domain.StoredWishlistTest");
  }

  /** Those that look at every context of the tree. */
  private static Stream<String> testsOfTheWhole() {
    return Stream.of(
            "ContextMapTest",
            "CodeRulesTest",
            "MigrationsTest",
            "ReleasedTest",
            "RolesIT",
            "ModuleDependencyTest",
            "SettingsFileTest",
            "WireTest")
        .map(name -> "mercat.architecture." + name);
  }
}
