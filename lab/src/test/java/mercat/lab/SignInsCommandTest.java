package mercat.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignInsCommandTest {
  @Test
  void judgesWhatOrdersWaitForWhereTheDiskLetsThem() {
    assertThat(SignInsCommand.isP99Judged(0.1, 50)).isTrue();
    assertThat(SignInsCommand.isP99Judged(0.11, 20)).as("a slow disk").isFalse();
    assertThat(SignInsCommand.isP99Judged(0.08, 182)).as("a disk that stalls").isFalse();
  }
}
