package mercat.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Verticle;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mercat.platform.Await;
import org.junit.jupiter.api.Test;

/** Rules of the code that a review would otherwise have to watch. */
class CodeRulesTest {
  private static final Pattern EMPTY_WORDS =
      Pattern.compile(
          "\\w*(Impl|Util|Utils|Helper|Manager|Desk)\\d*|\\w*Util\\w*|(Base|Abstract)\\w*");

  /** The contexts and the edge: the modules whose work is to decide and to forward. */
  private static final DescribedPredicate<JavaClass> DECIDING =
      resideInAnyPackage(
          Modules.packages(
              Stream.concat(Modules.CONTEXTS.stream(), Stream.of("contracts", "edge"))));

  /** The platform, and in a cluster what makes the bus and renews its certificates. */
  @Test
  void onlyThePlatformTouchesTheEventBus() {
    var others =
        not(resideInAnyPackage("mercat.platform..", "mercat.testkit..", "mercat.node.cluster.."));
    neverKnow(others, EventBus.class);
    neverCall(others, Vertx.class, "eventBus");
  }

  @Test
  void whoDecidesSetsNoTimerAndReadsNoClock() {
    neverCall(DECIDING, Vertx.class, "setTimer", "setPeriodic", "timer");
    neverCall(DECIDING, System.class, "currentTimeMillis", "nanoTime");
    Stream.of(
            Instant.class,
            Clock.class,
            InstantSource.class,
            LocalDate.class,
            LocalDateTime.class,
            OffsetDateTime.class,
            ZonedDateTime.class)
        .forEach(clock ->
            neverCall(DECIDING, clock, "now", "system", "systemUTC", "systemDefaultZone", "tick"));
  }

  @Test
  void onlyThePlatformMakesPromises() {
    // Where repeats of a buyer's request wait for the first one, and where a body arrives part by
    // part, or a call ends: nothing to compose.
    var exempt =
        resideInAnyPackage("mercat.orders")
            .and(named("CheckoutsInFlight"))
            .or(
                resideInAnyPackage("mercat.edge..")
                    .and(
                        named("ProductImport")
                            .or(named("BodyReader"))
                            .or(named("Arriving"))
                            .or(named("CallEnd"))));
    neverKnow(DECIDING.and(not(exempt)), Promise.class);
  }

  /** Vert.x's own await throws checked exceptions that nobody expects. */
  @Test
  void whoeverWaitsWaitsByThePlatform() {
    var exempt =
        named("Await")
            .and(resideInAnyPackage("mercat.platform"))
            .or(resideInAnyPackage("mercat.node..", "mercat.lab..", "mercat.testkit.."));
    neverCall(not(exempt), Future.class, "await");
  }

  @Test
  void theEdgeNeverWaits() {
    neverCall(resideInAnyPackage("mercat.edge.."), Await.class, "await");
  }

  @Test
  void nobodySleeps() {
    neverCall(alwaysTrue(), Thread.class, "sleep");
  }

  @Test
  void nobodyPrintsButTheCommandLine() {
    var stacks =
        describe(
            "printing a stack trace",
            (JavaAccess<?> access) ->
                access.getName().equals("printStackTrace")
                    && access.getTarget().getFullName().endsWith("printStackTrace()"));
    check(noClasses().should().accessTargetWhere(stacks));
    var terminal =
        describe(
            "the command line's own printer",
            (JavaClass type) ->
                resideInAnyPackage("mercat.node..", "mercat.lab..", "mercat.testkit..").test(type)
                    && Set.of("Banner", "Terminal").contains(type.getSimpleName()));
    neverCall(not(terminal), System.class, "out", "err");
  }

  @Test
  void handlersAndVerticlesHaveOnlyFinalFields() {
    var holders =
        describe(
            "handlers and verticles",
            (JavaClass type) ->
                type.isAssignableTo(VerticleBase.class)
                    || type.isAssignableTo(Verticle.class)
                    || type.getSimpleName().endsWith("Handler")
                    || type.getSimpleName().endsWith("Follower")
                    || type.getSimpleName().endsWith("Routes")
                    || type.getSimpleName().endsWith("Store"));
    check(
        fields()
            .that()
            .areDeclaredInClassesThat(holders.and(resideInAnyPackage("mercat..")))
            .should()
            .beFinal());
  }

  @Test
  void namesSayWhatAClassIs() {
    var empty =
        describe(
            "named with an empty word",
            (JavaClass type) -> EMPTY_WORDS.matcher(type.getSimpleName()).matches());
    check(noClasses().that(empty).should().resideInAPackage("mercat.."));
  }

  /** One word, one class: who reads a name anywhere knows which class it is. */
  @Test
  void aSimpleNameOccursOnceInTheTree() throws IOException {
    var places =
        Modules.sources().stream()
            .filter(file -> !file.endsWith("package-info.java"))
            .collect(Collectors.groupingBy(file -> file.getFileName().toString()));
    places.values().removeIf(files -> files.size() == 1);
    assertThat(places).as("simple names of more than one class").isEmpty();
  }

  /** A new field of a product or an order gets its default in {@code ShopSample}, once. */
  @Test
  void testsMakeProductsAndOrdersByName() throws IOException {
    for (var file : Modules.sources()) {
      if (file.toString().contains("/src/test/")) {
        var source = Files.readString(file);
        for (var type : List.of("catalog.Product", "orders.PlaceOrder")) {
          if (source.contains("import mercat.contracts." + type + ";")) {
            var made = "new " + type.substring(type.indexOf('.') + 1) + "(";
            assertThat(source).as(file.toString()).doesNotContain(made);
          }
        }
      }
    }
  }

  private static DescribedPredicate<JavaClass> named(String name) {
    return describe("named " + name, type -> type.getSimpleName().equals(name));
  }

  /** These classes do not depend on the type or its heirs. */
  private static void neverKnow(DescribedPredicate<JavaClass> classes, Class<?> type) {
    check(noClasses().that(classes).should().dependOnClassesThat(assignableTo(type)));
  }

  /** These classes use no member of the type by one of the names. */
  private static void neverCall(
      DescribedPredicate<JavaClass> classes, Class<?> type, String... names) {
    var wanted = Set.of(names);
    var call =
        describe(
            type.getName() + "." + String.join("/", names),
            (JavaAccess<?> access) ->
                wanted.contains(access.getName()) && access.getTargetOwner().isAssignableTo(type));
    check(noClasses().that(classes).should().accessTargetWhere(call));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(Modules.CLASSES);
  }
}
