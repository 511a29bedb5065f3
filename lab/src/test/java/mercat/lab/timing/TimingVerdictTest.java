package mercat.lab.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.DoubleStream;
import mercat.lab.terminal.Screen;
import mercat.lab.timing.Questions.Answers;
import mercat.lab.timing.TimingVerdict.Question;
import org.junit.jupiter.api.Test;

class TimingVerdictTest {
  private static final double MILLIS = 1.5;

  private final Random chance = new Random(7);
  private final StringWriter shown = new StringWriter();

  @Test
  void findsNothingWhereTimesDifferByChanceAlone() {
    var verdict = verdict(answers("401 wrong", MILLIS), answers("401 wrong", MILLIS));

    assertThat(verdict.ok()).as(verdict.troubles().toString()).isTrue();
    assertThat(shown.toString()).contains("do not tell who has an account", "the same");
  }

  @Test
  void findsATwentiethThatIsLessThanTheTimesVary() {
    var verdict = verdict(answers("401 wrong", MILLIS * 1.05), answers("401 wrong", MILLIS));

    assertThat(verdict.ok()).isFalse();
    assertThat(verdict.questions().getFirst().p()).isLessThan(0.001);
    assertThat(verdict.questions().getFirst().knownMs()).isBetween(1.5, 1.65);
    assertThat(verdict.troubles())
        .containsExactly("to sign in takes another time where there is an account");
  }

  @Test
  void findsAnAnswerThatSaysMore() {
    var verdict = verdict(answers("401 wrong", MILLIS), answers("404 nobody", MILLIS));

    assertThat(verdict.ok()).isFalse();
    assertThat(verdict.troubles())
        .containsExactly(
            "to sign in is answered by [401 wrong], and where there is no account by [404 nobody]");
  }

  /** A thousand answers whose times vary by a tenth. */
  private Answers answers(String said, double millis) {
    var times =
        DoubleStream.generate(() -> millis * (1 + chance.nextGaussian() / 10)).limit(1_000).boxed();
    return new Answers(Set.of(said), times.toList());
  }

  private TimingVerdict verdict(Answers known, Answers other) {
    var verdict =
        TimingVerdict.of(1_000, 7, true, List.of(Question.of("sign in", known, other)), 1);
    var out = new PrintWriter(shown);
    verdict.print(new Screen(out, out, false));
    return verdict;
  }
}
