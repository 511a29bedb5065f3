package mercat.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may know whom. The enforcer says it of modules, this test of classes. */
class ModuleDependencyTest {
  static Stream<String> contexts() {
    return Modules.CONTEXTS.stream();
  }

  @ParameterizedTest
  @MethodSource("contexts")
  void aContextKnowsItselfTheContractsAndThePlatform(String context) {
    check(knowsOnly(context, context, "contracts", "platform"));
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
  void thePlatformKnowsTheContractsOnly() {
    check(knowsOnly("platform", "platform", "contracts"));
  }

  @Test
  void theEmbeddedPostgresKnowsNobody() {
    check(knowsOnly("embedded", "embedded"));
  }

  @Test
  void theEdgeKnowsTheContractsAndThePlatform() {
    check(knowsOnly("edge", "edge", "contracts", "platform"));
  }

  @Test
  void theNodeNamesNoContextItHosts() {
    check(knowsOnly("node", "node", "contracts", "platform", "embedded"));
  }

  @Test
  void theLabKnowsTheContractsAndVerify() {
    check(knowsOnly("verify", "verify"));
    check(knowsOnly("lab", "lab", "contracts", "verify"));
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

  private static ArchRule knowsOnly(String module, String... known) {
    return noClasses()
        .that()
        .resideInAPackage("mercat." + module + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("mercat..")
                .and(not(resideInAnyPackage(Modules.packages(Stream.of(known))))));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(Modules.CLASSES);
  }
}
