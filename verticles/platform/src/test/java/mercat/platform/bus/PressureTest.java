package mercat.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PressureTest {
  private final Pressure pressure = new Pressure();

  @Test
  void isHighFromTwentyFourUnderWay() {
    rise(23);
    assertThat(pressure.isHigh()).isFalse();
    rise(1);
    assertThat(pressure.isHigh()).isTrue();
    assertThat(pressure.height()).isEqualTo(1);
  }

  @Test
  void staysHighUntilOnlySixAreLeft() {
    rise(24);
    fall(17);
    assertThat(pressure.isHigh()).as("seven left").isTrue();
    rise(3);
    fall(4);
    assertThat(pressure.isHigh()).as("six left").isFalse();
    rise(17);
    assertThat(pressure.isHigh()).as("twenty-three again").isFalse();
  }

  private void rise(int times) {
    for (var i = 0; i < times; i++) {
      pressure.rise();
    }
  }

  private void fall(int times) {
    for (var i = 0; i < times; i++) {
      pressure.fall();
    }
  }
}
