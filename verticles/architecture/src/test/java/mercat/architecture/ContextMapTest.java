package mercat.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import mercat.platform.ContextDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose language a context speaks, that is whom it asks or follows. A new line is a decision. */
class ContextMapTest {
  private static final Path SERVICE =
      Path.of("src/main/resources/META-INF/services", ContextDefinition.class.getName());

  /** Those that a context asks or follows; whoever is not named here asks and follows nobody. */
  private static final Map<String, Set<String>> SPEAKS =
      Map.of(
          "inventory", Set.of("orders"),
          "orders", Set.of("accounts", "catalog", "inventory", "payments"),
          "payments", Set.of("orders"));

  static Stream<String> contexts() {
    return Modules.CONTEXTS.stream();
  }

  @Test
  void everyContextOfTheTreeIsInTheJar() throws IOException {
    try (var modules = Files.list(Modules.root().resolve("verticles"))) {
      assertThat(modules.filter(module -> Files.exists(module.resolve(SERVICE))))
          .extracting(module -> module.getFileName().toString())
          .as("modules with a context; verticles/node/pom.xml names those that the jar brings")
          .containsExactlyInAnyOrderElementsOf(Modules.CONTEXTS);
    }
  }

  @Test
  void namesOnlyContextsThatThereAre() {
    var named =
        Stream.concat(SPEAKS.keySet().stream(), SPEAKS.values().stream().flatMap(Set::stream));
    assertThat(named).isSubsetOf(Modules.CONTEXTS);
  }

  @ParameterizedTest
  @MethodSource("contexts")
  void speaksOnlyTheLanguageOfThoseItAsksOrFollows(String context) {
    var others =
        Modules.CONTEXTS.stream()
            .filter(other -> !other.equals(context))
            .filter(other -> !SPEAKS.getOrDefault(context, Set.of()).contains(other))
            .map(other -> "contracts." + other);
    noClasses()
        .that()
        .resideInAPackage("mercat." + context + "..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(Modules.packages(others)))
        .allowEmptyShould(true)
        .check(Modules.CLASSES);
  }
}
