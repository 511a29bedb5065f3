package mercat.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import mercat.contracts.ContextMap;
import mercat.platform.ContextDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No context is written in the language of one that {@link ContextMap} does not name for it. */
class ContextMapTest {
  private static final Path SERVICE =
      Path.of("src/main/resources/META-INF/services", ContextDefinition.class.getName());

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
        Stream.concat(
            ContextMap.SPEAKS.keySet().stream(),
            ContextMap.SPEAKS.values().stream().flatMap(Set::stream));
    assertThat(named).isSubsetOf(Modules.CONTEXTS);
    assertThat(ContextMap.DISPENSABLE).isSubsetOf(Modules.CONTEXTS);
  }

  @ParameterizedTest
  @MethodSource("contexts")
  void speaksOnlyTheLanguageOfThoseItAsksOrFollows(String context) {
    var others =
        Modules.CONTEXTS.stream()
            .filter(other -> !other.equals(context))
            .filter(other -> !ContextMap.SPEAKS.getOrDefault(context, Set.of()).contains(other))
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
