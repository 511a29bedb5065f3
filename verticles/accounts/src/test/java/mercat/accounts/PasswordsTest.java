package mercat.accounts;

import static mercat.testkit.LocalNode.assertFails;
import static mercat.testkit.LocalNode.testing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mercat.contracts.accounts.Credential;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
  private static final List<String> KNOWN =
      List.of("ada.lovelace@example.com", "ada.lovelace", "Ada Lovelace");

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final Passwords passwords = new Passwords(new Argon2(64, 1, 1), metrics);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "seven77",
        "password",
        "Password1",
        "12345678",
        "qwertyuiop",
        "aaaaaaaaaaaa",
        "ada.lovelace@example.com",
        "Ada Lovelace"
      })
  void refusesWhatIsShortOrEasyToGuess(String password) {
    assertThatThrownBy(() -> hash(password))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(FailureKind.INVALID))
        .hasMessageStartingWith("password ");
    assertThat(hashes()).isZero();
  }

  @Test
  void countsCharactersAsPeopleDo() {
    var plane = "𝛼𝛽𝛾𝛿";
    assertFails(FailureKind.INVALID, () -> hash(plane));
    assertThat(hash("tréfle à Zürich ✈")).isNotEmpty();
    var longest = longText(Passwords.LENGTH_MAX);
    assertThat(hash(longest)).isNotEmpty();
    assertFails(FailureKind.INVALID, () -> hash(longest + "x"));
  }

  @Test
  void knowsAPasswordHoweverItsLettersAreComposed() {
    var hash = hash("tr\u00e9fle sauvage");
    assertThat(matches(hash, "tre\u0301fle sauvage")).isTrue();
    assertThat(matches(hash, "trefle sauvage")).isFalse();
  }

  @Test
  void hashesOnceForSomebodyAndForNobody() {
    var hash = hash("four little words here");
    double before = hashes();
    assertThat(matches(hash, "four little words there")).isFalse();
    assertThat(hashes()).isEqualTo(before + 1);
    assertThat(passwords.matches(null, new Credential("four little words here"), testing()))
        .isFalse();
    assertThat(hashes()).isEqualTo(before + 2);
  }

  @Test
  void hashesAgainWhatWasCheaper() {
    var cheaper = new Argon2(32, 1, 1).hash("four little words here");
    var password = new Credential("four little words here");
    var renewed = passwords.renewed(cheaper, password, testing());
    assertThat(renewed).contains("m=64,");
    assertThat(passwords.renewed(renewed, password, testing())).isEqualTo(renewed);
  }

  @Test
  void turnsAwayWhomItHasNoTimeFor() throws Exception {
    var dear = new Passwords(new Argon2(16_384, 3, 1), metrics);
    var stored = new Argon2(16_384, 3, 1).ofNobody();
    var start = new CountDownLatch(1);
    Callable<String> asked =
        () -> {
          start.await();
          try {
            return String.valueOf(dear.matches(stored, new Credential("whatever"), testing()));
          } catch (Failure failure) {
            return failure.kind().name();
          }
        };
    try (var crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = IntStream.range(0, 200).mapToObj(i -> crowd.submit(asked)).toList();
      start.countDown();
      int turnedAway = 0;
      for (var answer : answers) {
        turnedAway += answer.get().equals("OVERLOADED") ? 1 : 0;
      }
      assertThat(turnedAway).isBetween(100, 200 - Passwords.THREADS - Passwords.QUEUE_MAX);
      assertThat(hashes()).isEqualTo(200 - turnedAway);
      var parallel = metrics.get("mercat.accounts.password.parallel").summary();
      assertThat(parallel.max()).isEqualTo(Passwords.THREADS);
    }
  }

  @Test
  void hashesNothingForWhoeverWaitsNoMore() {
    var late = new Call(testing().deadline().within(Duration.ZERO), testing().actor(), "", "test");
    var stored = new Argon2(64, 1, 1).ofNobody();
    assertFails(
        FailureKind.DEADLINE_EXCEEDED,
        () -> passwords.matches(stored, new Credential("whatever"), late));
    assertThat(hashes()).isZero();
  }

  private static String longText(int characters) {
    return IntStream.range(0, characters)
        .mapToObj(i -> String.valueOf((char) ('a' + (i * i + 7 * i) % 26)))
        .collect(Collectors.joining());
  }

  private String hash(String password) {
    return passwords.hash(new Credential(password), KNOWN, testing());
  }

  private boolean matches(String hash, String password) {
    return passwords.matches(hash, new Credential(password), testing());
  }

  private double hashes() {
    return metrics.get("mercat.accounts.password.hashes").timer().count();
  }
}
