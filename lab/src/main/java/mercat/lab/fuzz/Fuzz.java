package mercat.lab.fuzz;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import mercat.lab.load.HttpText;
import mercat.lab.load.RawResponse;
import mercat.lab.month.Month;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.AtRest;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.VerifyVerdict;
import mercat.verify.DatabaseAccess;
import mercat.verify.ReadSession;
import mercat.verify.UnreachableException;
import mercat.verify.Verify;
import org.jspecify.annotations.Nullable;

/** Attacks a running system with requests made by chance, and sees whether it minds. */
public final class Fuzz {
  private static final Duration REST = Duration.ofSeconds(90);

  private final ShopClient shop;
  private final String adminToken;
  private final Optional<DatabaseAccess> database;
  private final Screen screen;

  public Fuzz(
      ShopClient shop, String adminToken, Optional<DatabaseAccess> database, Screen screen) {
    this.shop = shop;
    this.adminToken = adminToken;
    this.database = database;
    this.screen = screen;
  }

  public FuzzVerdict run(FuzzPlan plan) {
    var contract =
        PublishedContract.read(shop.call(HttpText.get(shop.address(), "/openapi.yaml")).body());
    Stage.open(shop);
    var learned = new Learned();
    var requests = new Requests(contract, shop.address(), adminToken, learned, plan.seed());
    var tally = new FuzzTally(adminToken);
    var judge = new Judge(contract);
    screen.note("seed %d, %d operations".formatted(plan.seed(), contract.operations().size()));
    var began = System.nanoTime();
    Progress.during(
        screen,
        () -> "  fuzz        " + tally.progress(),
        () ->
            attack(
                plan,
                requests,
                (shot, answers) -> judge(shot, answers, judge, tally, learned),
                tally));
    var seconds = (System.nanoTime() - began) / 1e9;
    var standing = takesAnOrder(plan);
    return tally.verdict(plan.seed(), standing, invariants(tally), seconds);
  }

  /** What is done with the answers to a shot. */
  @FunctionalInterface
  private interface Judging {
    void judge(Shot shot, List<RawResponse> answers);
  }

  private void attack(FuzzPlan plan, Requests requests, Judging judging, FuzzTally tally) {
    var next = new AtomicLong(plan.first());
    try (var attackers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < plan.connections(); i++) {
        var unused = attackers.submit(() -> shoot(plan, next, requests, judging, tally));
      }
    }
  }

  private void shoot(
      FuzzPlan plan, AtomicLong next, Requests requests, Judging judging, FuzzTally tally) {
    try (var gun = new Gun(shop.address())) {
      for (var number = next.getAndIncrement();
          number < plan.end();
          number = next.getAndIncrement()) {
        var shot = requests.shot(number);
        try {
          judging.judge(shot, gun.fire(shot));
        } catch (IOException noAnswer) {
          tally.answered(shot, List.of());
          tally.fault(shot, "no answer: " + noAnswer.getMessage(), "");
        }
      }
    }
  }

  private static void judge(
      Shot shot, List<RawResponse> answers, Judge judge, FuzzTally tally, Learned learned) {
    tally.answered(shot, answers);
    for (var answer : answers) {
      for (var complaint : judge.complaints(shot, answer)) {
        tally.fault(shot, complaint, answer.status() + " " + answer.bodyText());
      }
      if (shot.isProper()
          && shot.method().equals("POST")
          && (answer.status() == 201 || answer.status() == 202)
          && answer.header("Location").isPresent()) {
        var order = ShopClient.placed(answer.bodyText());
        tally.acknowledged(shot.key(), order);
        learned.keep(shot.number(), order);
      }
    }
  }

  /** A buyer who comes afterwards is served as ever. */
  private boolean takesAnOrder(FuzzPlan plan) {
    var key = "fuzz-end-" + plan.seed();
    var lines = List.of(new Month.Line("FUZZ-0", 1, 0));
    try {
      return shop.call(shop.order(key, "end@example.org", lines, "tok_ok")).isSuccess();
    } catch (UnreachableException gone) {
      return false;
    }
  }

  private @Nullable VerifyVerdict invariants(FuzzTally tally) {
    if (database.isEmpty()) {
      return null;
    }
    try (var session = ReadSession.on(database.get())) {
      if (!new AtRest(session).awaitFollowed(REST)) {
        screen.note("  followers or payments were not at rest after " + REST.toSeconds() + " s");
      }
    }
    return VerifyVerdict.of(Verify.run(database.get(), tally.acks()));
  }
}
