package mercat.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WriterRoutingTest {
  private final WriterRouting routing = new WriterRouting();

  @Test
  void routesToOneWriterFromTwentyFourUnderWay() {
    rise(23);
    assertThat(routing.isSingleWriter()).isFalse();
    rise(1);
    assertThat(routing.isSingleWriter()).isTrue();
    assertThat(routing.gauge()).isEqualTo(1);
  }

  @Test
  void staysWithOneWriterUntilOnlySixAreLeft() {
    rise(24);
    fall(17);
    assertThat(routing.isSingleWriter()).as("seven left").isTrue();
    rise(3);
    fall(4);
    assertThat(routing.isSingleWriter()).as("six left").isFalse();
    rise(17);
    assertThat(routing.isSingleWriter()).as("twenty-three again").isFalse();
  }

  private void rise(int times) {
    for (var i = 0; i < times; i++) {
      routing.begin();
    }
  }

  private void fall(int times) {
    for (var i = 0; i < times; i++) {
      routing.end();
    }
  }
}
