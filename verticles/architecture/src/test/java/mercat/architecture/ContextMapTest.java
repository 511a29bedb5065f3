package mercat.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose language a context speaks, that is whom it asks or follows. A new line is a decision. */
class ContextMapTest {
  /** A context and those it asks or follows; docs/ARCHITECTURE.md shows the same table. */
  private static final Map<String, Set<String>> SPEAKS =
      Map.of(
          "accounts", Set.of(),
          "catalog", Set.of(),
          "inventory", Set.of("orders"),
          "orders", Set.of("catalog", "inventory", "payments"),
          "payments", Set.of("orders"));

  static Stream<String> contexts() {
    return SPEAKS.keySet().stream().sorted();
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
