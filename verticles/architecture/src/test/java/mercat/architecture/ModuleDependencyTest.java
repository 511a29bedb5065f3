package mercat.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may know whom. The enforcer says it of modules, this test of classes. */
class ModuleDependencyTest {
  /** A module, and those beside it that it may know. The node names no context that it hosts. */
  static Stream<List<String>> modules() {
    var contexts =
        Modules.CONTEXTS.stream().map(context -> List.of(context, "contracts", "platform"));
    return Stream.concat(
        contexts,
        Stream.of(
            List.of("platform", "contracts"),
            List.of("embedded"),
            List.of("edge", "contracts", "platform", "grpc"),
            List.of("grpc"),
            List.of("node", "contracts", "platform", "embedded"),
            List.of("verify"),
            List.of("provider"),
            List.of("lab", "contracts", "verify", "provider", "recommendations.domain", "grpc")));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void aModuleKnowsItselfAndThoseNamed(List<String> moduleAndKnown) {
    check(
        noClasses()
            .that()
            .resideInAPackage("mercat." + moduleAndKnown.getFirst() + "..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("mercat..")
                    .and(not(resideInAnyPackage(Modules.packages(moduleAndKnown.stream()))))));
  }

  @Test
  void theContractsKnowNobodyAndNoLibrary() {
    check(
        classes()
            .that()
            .resideInAPackage("mercat.contracts..")
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage("mercat.contracts..", "java..", "org.jspecify..")));
  }

  @Test
  void theRulesOfAContextArePureJava() {
    check(
        classes()
            .that()
            .resideInAPackage("mercat.*.domain..")
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                    "mercat.*.domain..", "mercat.contracts..", "java..", "org.jspecify..")));
  }

  @Test
  void onlyTheEdgeRoutesHttp() {
    check(
        noClasses()
            .that(not(resideInAnyPackage("mercat.edge..")))
            .should()
            .dependOnClassesThat(
                resideInAPackage("io.vertx.ext.web..")
                    .and(not(resideInAnyPackage("io.vertx.ext.web.client..", "..web.codec..")))));
    check(
        noClasses()
            .that(
                not(
                    resideInAnyPackage(
                        "mercat.edge..", "mercat.payments..", "mercat.notifications..")))
            .should()
            .dependOnClassesThat(resideInAPackage("io.vertx.ext.web..")));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(Modules.CLASSES);
  }
}
