package mercat.lab.timing;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * Whether answers tell who has an account: true when they say the same, and take so equally long
 * that chance explains what is between them.
 *
 * @param samples answers of either kind, for each question
 */
public record TimingVerdict(
    boolean ok,
    int samples,
    long seed,
    boolean cheapHashes,
    List<Question> questions,
    List<String> troubles,
    double seconds)
    implements CommandVerdict {
  /** Chance alone is below this once in a hundred questions. */
  private static final double P_MIN = 0.01;

  static TimingVerdict of(
      int samples, long seed, boolean cheapHashes, List<Question> questions, double seconds) {
    var troubles = new ArrayList<String>();
    for (var question : questions) {
      if (question.p < P_MIN) {
        troubles.add("to " + question.what + " takes another time where there is an account");
      }
      if (!question.known.equals(question.other)) {
        troubles.add(
            "to %s is answered by %s, and where there is no account by %s"
                .formatted(question.what, question.known, question.other));
      }
    }
    return new TimingVerdict(
        troubles.isEmpty(), samples, seed, cheapHashes, questions, troubles, seconds);
  }

  /**
   * One question, asked by addresses that have an account and by others.
   *
   * @param knownMs the median, where there is an account
   * @param otherMs where there is none
   * @param p of a Mann-Whitney U test: how likely chance makes them differ so much
   * @param known every different answer, where there is an account
   */
  public record Question(
      String what, double knownMs, double otherMs, double p, Set<String> known, Set<String> other) {
    static Question of(String what, Questions.Answers known, Questions.Answers other) {
      return new Question(
          what,
          Numbers.median(known.millis()),
          Numbers.median(other.millis()),
          MannWhitneyUTest.withDefaults()
              .test(array(known.millis()), array(other.millis()))
              .getPValue(),
          known.said(),
          other.said());
    }

    private static double[] array(List<Double> figures) {
      return figures.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  @Override
  public void print(Screen screen) {
    var table =
        TextTable.of("to | with an account, ms | without, ms | between them, us | p | answers");
    for (var question : questions) {
      table.add(
          question.what,
          "%.3f".formatted(question.knownMs),
          "%.3f".formatted(question.otherMs),
          "%.0f".formatted(1_000 * (question.knownMs - question.otherMs)),
          "%.4f".formatted(question.p),
          question.known.equals(question.other) ? "the same" : "DIFFERENT");
    }
    screen.table(table);
    screen.line(
        "samples",
        "%s of either kind for each question, seed %s, passwords hashed %s",
        samples,
        String.valueOf(seed),
        cheapHashes ? "cheaply" : "as by default");
    screen.line("took", "%s s", seconds);
    screen.troubles(troubles);
    screen.verdict(ok, "answers do not tell who has an account", "answers TELL who has an account");
  }
}
