package mercat.lab.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mercat.lab.fake.FakeShop;
import mercat.lab.fake.FakeShop.Manner;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RetryPolicy;
import mercat.lab.load.ServerAddress;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.Awaiting;
import mercat.lab.torture.History.Op;
import mercat.lab.torture.History.Op.Outcome;
import mercat.lab.torture.RequestTally.Mark;
import mercat.lab.torture.RequestTally.Wait;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Buyers in front of a difficult shop, beside a server that is not there. */
class BuyersTest {
  private static final ServerAddress NOBODY = new ServerAddress("127.0.0.1", 1, "");

  @TempDir private Path folder;

  @Test
  void tellsEverybodysFateOnceThoughAnswersAreLost() {
    var tally = new RequestTally();
    List<Op> ops;
    try (var fake = new FakeShop(Manner.DIFFICULT);
        var load = new LoadGenerator();
        var history = new History(folder.resolve("history.jsonl"))) {
      var shop = new ShopClient(load, fake.address(), FakeShop.TOKEN, RetryPolicy.USUAL);
      var elsewhere = new ShopClient(load, NOBODY, FakeShop.TOKEN, RetryPolicy.USUAL);
      var assortment = new Assortment(2);
      assortment.open(shop);
      var buyers =
          new Buyers(List.of(shop, elsewhere), assortment, PaymentTaker.SANDBOX, 7, history, tally);
      buyers.conditions(Buyers.Conditions.LOSING_REPLIES);
      try (var crowd = load.crowd(List.of(fake.address(), NOBODY), 8, Buyers.ATTEMPT_MAX, buyers)) {
        crowd.start(100);
        Awaiting.pause(Duration.ofSeconds(2));
        assertThat(crowd.drain(Duration.ofSeconds(60))).isTrue();
      }
      ops = history.ops();
    }
    var asked = tally.count(Mark.CAME);
    assertThat(asked).isGreaterThan(50);
    // On a starved machine some may give up, but nobody is forgotten.
    var acknowledged = tally.count(Mark.ACKNOWLEDGED) + tally.count(Mark.LEFT_PENDING);
    var gaveUp = tally.failures().stream().filter(Wait::isVain).count();
    assertThat(acknowledged + tally.count(Mark.REFUSED) + gaveUp).isEqualTo(asked);
    assertThat(acknowledged).isPositive();
    assertThat(tally.count(Mark.REPEATED)).isPositive();
    assertThat(tally.count(Mark.READ)).isPositive();
    assertThat(ops).extracting(Op::outcome).contains(Outcome.OK, Outcome.FAIL, Outcome.INFO);
    assertThat(ops.stream().map(Op::key).distinct()).hasSize((int) asked);
    assertThat(ops)
        .filteredOn(op -> op.outcome() == Outcome.INFO)
        .extracting(Op::process)
        .doesNotHaveDuplicates();
  }
}
