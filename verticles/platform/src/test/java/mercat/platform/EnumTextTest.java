package mercat.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EnumTextTest {
  private enum Fulfilment {
    NONE,
    /** Of a class of its own. */
    PARTLY_SHIPPED {
      @Override
      public String toString() {
        return "partly";
      }
    }
  }

  @Test
  void writesLowerCaseAndReadsWhatItWrites() {
    assertThat(EnumText.of(Fulfilment.NONE)).isEqualTo("none");
    assertThat(EnumText.of(Fulfilment.PARTLY_SHIPPED)).isEqualTo("partly_shipped");
    for (var constant : Fulfilment.values()) {
      assertThat(EnumText.parse(Fulfilment.class, EnumText.of(constant))).isSameAs(constant);
    }
  }

  @Test
  void refusesATextThatNamesNoConstant() {
    assertThatThrownBy(() -> EnumText.parse(Fulfilment.class, "NONE"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no Fulfilment is named NONE");
  }
}
