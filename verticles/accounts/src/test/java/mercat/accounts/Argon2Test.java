package mercat.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class Argon2Test {
  /** A hash of the reference implementation. */
  private static final String REFERENCE =
      "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

  private static final Argon2 CHEAP = new Argon2(64, 1, 1);

  @Test
  void agreesWithTheReferenceImplementation() {
    assertThat(CHEAP.matches(REFERENCE, "password")).isTrue();
    assertThat(CHEAP.matches(REFERENCE, "Password")).isFalse();
  }

  @Test
  void saysAtWhichCostAHashWasMade() {
    var hash = CHEAP.hash("a password");
    assertThat(hash).startsWith("$argon2id$v=19$m=64,t=1,p=1$");
    assertThat(CHEAP.matches(hash, "a password")).isTrue();
    assertThat(CHEAP.isCostOf(hash)).isTrue();
    assertThat(new Argon2(64, 2, 1).isCostOf(hash)).isFalse();
    assertThat(new Argon2(128, 1, 1).isCostOf(hash)).isFalse();
  }

  @Test
  void saltsEveryHash() {
    assertThat(CHEAP.hash("a password")).isNotEqualTo(CHEAP.hash("a password"));
  }

  @Test
  void hasAHashThatIsNobodys() {
    assertThat(CHEAP.matches(CHEAP.ofNobody(), "")).isFalse();
    assertThat(CHEAP.isCostOf(CHEAP.ofNobody())).isTrue();
  }

  @Test
  void refusesAHashThatItCannotRead() {
    assertThatIllegalStateException().isThrownBy(() -> CHEAP.matches("$2b$10$abc", "a password"));
  }
}
