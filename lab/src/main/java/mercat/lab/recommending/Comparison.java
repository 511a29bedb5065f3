package mercat.lab.recommending;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import mercat.contracts.Sku;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.BinomialTest;

/**
 * One question, answered by the recommender and by naming what is most popular.
 *
 * @param what the question
 * @param better where the recommender alone named something that was bought
 * @param worse where the most popular alone did
 */
public record Comparison(
    String what, Guesses recommender, Guesses mostPopular, int better, int worse) {
  static Comparison about(String what) {
    return new Comparison(what, Guesses.NONE, Guesses.NONE, 0, 0);
  }

  Comparison with(List<Sku> recommended, List<Sku> popular, List<Sku> bought) {
    boolean isHit = Guesses.right(recommended, bought) > 0;
    boolean isPopularHit = Guesses.right(popular, bought) > 0;
    return new Comparison(
        what,
        recommender.with(recommended, bought),
        mostPopular.with(popular, bought),
        better + (isHit && !isPopularHit ? 1 : 0),
        worse + (!isHit && isPopularHit ? 1 : 0));
  }

  /** How likely chance makes the recommender so much better: McNemar's exact test, one-sided. */
  @JsonProperty
  public double p() {
    return better + worse == 0
        ? 1
        : BinomialTest.withDefaults()
            .with(AlternativeHypothesis.GREATER_THAN)
            .test(better + worse, better, 0.5)
            .getPValue();
  }
}
