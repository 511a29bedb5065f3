package mercat.lab.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import mercat.lab.fake.FakeShop;
import mercat.lab.fake.FakeShop.Manner;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RetryPolicy;
import mercat.lab.load.ServerAddress;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.Awaiting;
import mercat.lab.torture.Op.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Buyers in front of a difficult shop, beside a server that is not there. */
class BuyersTest {
  private static final ServerAddress NOBODY = new ServerAddress("127.0.0.1", 1, "");

  @TempDir private Path folder;

  @Test
  void tellsEverybodysFateOnceThoughAnswersAreLost() {
    var file = folder.resolve("history.jsonl");
    var tally = new RequestTally();
    try (var fake = new FakeShop(Manner.DIFFICULT);
        var load = new LoadGenerator();
        var history = History.create(file)) {
      var shop = new ShopClient(load, fake.address(), FakeShop.TOKEN, RetryPolicy.USUAL);
      var elsewhere = new ShopClient(load, NOBODY, FakeShop.TOKEN, RetryPolicy.USUAL);
      var assortment = new Assortment(2);
      assortment.open(shop);
      var buyers = new Buyers(List.of(shop, elsewhere), assortment, 7, history, tally);
      buyers.conditions(Conditions.LOSING_REPLIES);
      try (var crowd = load.crowd(List.of(fake.address(), NOBODY), 8, Buyers.ATTEMPT_MAX, buyers)) {
        crowd.start(100);
        Awaiting.pause(Duration.ofSeconds(2));
        assertThat(crowd.drain(Duration.ofSeconds(60))).isTrue();
      }
    }
    var ops = History.read(file);
    assertThat(tally.asked()).isGreaterThan(100);
    // On a starved machine some may give up, but nobody is forgotten.
    var gaveUp =
        tally.failures().stream().filter(failure -> failure.why().endsWith("attempts")).count();
    assertThat(tally.acknowledged() + tally.refused() + gaveUp).isEqualTo(tally.asked());
    assertThat(tally.acknowledged()).isPositive();
    assertThat(tally.repeats()).isPositive();
    assertThat(tally.reads()).isPositive();
    assertThat(ops).extracting(Op::outcome).contains(Outcome.OK, Outcome.FAIL, Outcome.INFO);
    assertThat(ops.stream().map(Op::key).collect(Collectors.toSet())).hasSize((int) tally.asked());
    assertThat(
            ops.stream()
                .filter(op -> op.outcome() == Outcome.INFO)
                .map(Op::process)
                .collect(Collectors.toSet()))
        .hasSize((int) ops.stream().filter(op -> op.outcome() == Outcome.INFO).count());
  }

  @Test
  void measuresTheLongestSilence() {
    var tally = new RequestTally();
    var begin = System.nanoTime();
    tally.finished(true);
    Awaiting.pause(Duration.ofMillis(40));
    tally.finished(false);
    var end = System.nanoTime();
    assertThat(tally.longestSilenceNanos(begin, end))
        .isBetween(Duration.ofMillis(40).toNanos(), end - begin);
    assertThat(tally.longestSilenceNanos(end, end + 5)).isEqualTo(5);
    assertThat(tally.finishedBetween(begin, end)).isEqualTo(2);
  }
}
