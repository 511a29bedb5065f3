package mercat.__context__.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import mercat.contracts.__context__.__Entity__;
import org.junit.jupiter.api.Test;

class Stored__Entity__Test {
  private static final UUID ID = new UUID(7, 7);

  private final Stored__Entity__ first = Stored__Entity__.first(named("first"));

  @Test
  void countsFromOne() {
    assertThat(first.version()).isEqualTo(1);
  }

  @Test
  void countsWhatDiffers() {
    var next = first.put(named("second"));
    assertThat(next).isEqualTo(new Stored__Entity__(named("second"), 2));
  }

  @Test
  void staysAsItIsWhenNothingDiffers() {
    assertThat(first.put(named("first"))).isSameAs(first);
  }

  @Test
  void allowsNamesUpToTheLimit() {
    assertThat(Stored__Entity__.allows(named("five5"), 5)).isTrue();
    assertThat(Stored__Entity__.allows(named("sixsix"), 5)).isFalse();
    assertThat(Stored__Entity__.allows(named("🦜🦜🦜🦜🦜"), 5)).isTrue();
  }

  private static __Entity__ named(String name) {
    return new __Entity__(ID, name);
  }
}
