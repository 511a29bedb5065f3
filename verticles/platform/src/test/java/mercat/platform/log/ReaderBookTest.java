package mercat.platform.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ReaderBookTest {
  private final ReaderBook book = new ReaderBook();

  @Test
  void tellsOperatorsOfEachPositionOnce() {
    book.note("inventory", 3);
    assertThat(book.news()).isEqualTo(Map.of("inventory", 3L));
    assertThat(book.news()).as("nobody was told").isEqualTo(Map.of("inventory", 3L));
    book.told(Map.of("inventory", 3L));
    assertThat(book.news()).isEmpty();
    book.note("inventory", 3);
    assertThat(book.news()).as("it reads no further").isEmpty();
    book.note("inventory", 4);
    assertThat(book.news()).isEqualTo(Map.of("inventory", 4L));
  }

  @Test
  void doesNotForgetWhatWasReadWhileOperatorsWereTold() {
    book.note("payments", 3);
    var news = book.news();
    book.note("payments", 5);
    book.told(news);
    assertThat(book.news()).isEqualTo(Map.of("payments", 5L));
  }

  @Test
  void knowsHowFarTheSlowestIs() {
    assertThat(book.appliedByAll()).isZero();
    book.note("payments", 7);
    book.note("inventory", 5);
    assertThat(book.appliedByAll()).isEqualTo(5);
    book.note("inventory", 9);
    assertThat(book.appliedByAll()).isEqualTo(7);
  }
}
