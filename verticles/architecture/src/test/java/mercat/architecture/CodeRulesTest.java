package mercat.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

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
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mercat.platform.Await;
import org.junit.jupiter.api.Test;

/** Rules of the code that a review would otherwise have to watch. */
class CodeRulesTest {
  private static final Pattern EMPTY_WORDS =
      Pattern.compile(
          "\\w*(Impl|Util|Utils|Helper|Manager|Desk)\\d*|\\w*Util\\w*|(Base|Abstract)\\w*");

  private static final Set<String> CLOCKS =
      Set.of(
          Instant.class.getName(),
          Clock.class.getName(),
          InstantSource.class.getName(),
          LocalDate.class.getName(),
          LocalDateTime.class.getName(),
          OffsetDateTime.class.getName(),
          ZonedDateTime.class.getName());

  /** The contexts and the edge: the modules whose work is to decide and to forward. */
  private static final DescribedPredicate<JavaClass> DECIDING =
      resideInAnyPackage(
          Modules.packages(
              Stream.concat(Modules.CONTEXTS.stream(), Stream.of("contracts", "edge"))));

  @Test
  void onlyThePlatformTouchesTheEventBus() {
    check(
        noClasses()
            .that(not(resideInAnyPackage("mercat.platform..", "mercat.testkit..")))
            .should()
            .dependOnClassesThat(assignableTo(EventBus.class))
            .orShould()
            .accessTargetWhere(call(Vertx.class.getName(), "eventBus")));
  }

  @Test
  void whoDecidesSetsNoTimerAndReadsNoClock() {
    check(
        noClasses()
            .that(DECIDING)
            .should()
            .accessTargetWhere(call(Vertx.class.getName(), "setTimer", "setPeriodic", "timer")));
    check(
        noClasses()
            .that(DECIDING)
            .should()
            .accessTargetWhere(call(System.class.getName(), "currentTimeMillis", "nanoTime")));
    for (var clock : CLOCKS) {
      check(
          noClasses()
              .that(DECIDING)
              .should()
              .accessTargetWhere(
                  call(clock, "now", "system", "systemUTC", "systemDefaultZone", "tick")));
    }
  }

  @Test
  void onlyThePlatformMakesPromises() {
    // Where repeats of a buyer's request wait for the first one, and where a body arrives part by
    // part: nothing to compose.
    var exempt =
        resideInAnyPackage("mercat.orders")
            .and(named("CheckoutsInFlight"))
            .or(
                resideInAnyPackage("mercat.edge..")
                    .and(named("ProductImport").or(named("BodyReader")).or(named("Arriving"))));
    check(
        noClasses()
            .that(DECIDING.and(not(exempt)))
            .should()
            .dependOnClassesThat(assignableTo(Promise.class)));
  }

  /** Vert.x's own await throws checked exceptions that nobody expects. */
  @Test
  void whoeverWaitsWaitsByThePlatform() {
    check(
        noClasses()
            .that(
                not(named("Await").and(resideInAnyPackage("mercat.platform")))
                    .and(
                        not(
                            resideInAnyPackage(
                                "mercat.node..", "mercat.lab..", "mercat.testkit.."))))
            .should()
            .accessTargetWhere(call(Future.class.getName(), "await")));
  }

  @Test
  void theEdgeNeverWaits() {
    check(
        noClasses()
            .that(resideInAnyPackage("mercat.edge.."))
            .should()
            .accessTargetWhere(call(Await.class.getName(), "await")));
  }

  @Test
  void nobodySleeps() {
    check(noClasses().should().accessTargetWhere(call(Thread.class.getName(), "sleep")));
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
    check(
        noClasses()
            .that(not(terminal))
            .should()
            .accessTargetWhere(call(System.class.getName(), "out", "err")));
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

  private static DescribedPredicate<JavaClass> named(String name) {
    return describe("named " + name, type -> type.getSimpleName().equals(name));
  }

  private static DescribedPredicate<JavaAccess<?>> call(String owner, String... names) {
    var wanted = Set.of(names);
    return describe(
        owner + "." + String.join("/", names),
        access ->
            wanted.contains(access.getName()) && access.getTargetOwner().isAssignableTo(owner));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(Modules.CLASSES);
  }
}
