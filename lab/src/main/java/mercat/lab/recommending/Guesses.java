package mercat.lab.recommending;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.HashSet;
import java.util.List;
import mercat.contracts.Sku;

/**
 * How good a number of lists of at most ten products were at saying what was bought.
 *
 * @param asked how many lists
 * @param hits how many held something of what was bought
 * @param precision the part of ten that was bought, on average
 * @param recall the part of what was bought that was named, on average
 */
public record Guesses(int asked, int hits, double precision, double recall) {
  /** The products of one list. */
  static final int LIST = 10;

  static final Guesses NONE = new Guesses(0, 0, 0, 0);

  /** The part of the lists that held something of what was bought: the hit rate at ten. */
  @JsonProperty
  public double hitRate() {
    return asked == 0 ? 0 : (double) hits / asked;
  }

  /** What these come to with one list more. */
  Guesses with(List<Sku> named, List<Sku> bought) {
    int right = right(named, bought);
    int now = asked + 1;
    return new Guesses(
        now,
        hits + (right > 0 ? 1 : 0),
        (precision * asked + (double) right / LIST) / now,
        (recall * asked + (double) right / bought.size()) / now);
  }

  static int right(List<Sku> named, List<Sku> bought) {
    var common = new HashSet<>(named);
    common.retainAll(bought);
    return common.size();
  }
}
