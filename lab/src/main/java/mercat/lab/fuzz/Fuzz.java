package mercat.lab.fuzz;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import mercat.lab.fuzz.Requests.FuzzRequest;
import mercat.lab.load.HttpText;
import mercat.lab.load.RawResponse;
import mercat.lab.month.Month;
import mercat.lab.shop.ShopClient;
import mercat.lab.terminal.Bounds;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.VerifyVerdict;
import mercat.verify.DatabaseAccess;
import mercat.verify.UnreachableException;
import org.jspecify.annotations.Nullable;

/** Attacks a running system with requests made by chance, and sees whether it minds. */
public record Fuzz(ShopClient shop, Optional<DatabaseAccess> database, Screen screen) {
  /** How many things have a price that nobody changes. */
  static final int STEADY_PRODUCTS = 5;

  private static final long UNITS = 100_000_000;
  private static final Duration REST = Duration.ofSeconds(90);

  public FuzzVerdict run(FuzzPlan plan) {
    var contract =
        PublishedContract.read(shop.call(HttpText.get(shop.address(), "/openapi.yaml")).body());
    openShop();
    var requests = new Requests(contract, shop.address(), shop.adminToken(), plan.seed());
    var found = new FuzzVerdict(plan.seed(), shop.adminToken());
    var judge = new Judge(contract);
    screen.note("seed %d, %d operations".formatted(plan.seed(), contract.operations().size()));
    var began = System.nanoTime();
    Progress.during(
        screen,
        () -> "  fuzz        " + found.progress(),
        () -> attack(plan, requests, judge, found));
    var seconds = Numbers.secondsSince(began);
    var standing = takesAnOrder(plan);
    return found.ended(standing, invariants(found), seconds);
  }

  /** Puts things on sale whose price nobody changes; staff changes others. */
  private void openShop() {
    shop.open(
        IntStream.range(0, STEADY_PRODUCTS)
            .mapToObj(i -> new Month.Product("FUZZ-" + i, "Thing FUZZ-" + i, 199))
            .toList(),
        sku -> UNITS,
        "fuzz");
  }

  private void attack(FuzzPlan plan, Requests requests, Judge judge, FuzzVerdict found) {
    var next = new AtomicLong(plan.first());
    try (var attackers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < plan.connections(); i++) {
        attackers.execute(() -> send(plan, next, requests, judge, found));
      }
    }
  }

  private void send(
      FuzzPlan plan, AtomicLong next, Requests requests, Judge judge, FuzzVerdict found) {
    try (var client = new FuzzClient(shop.address())) {
      for (var number = next.getAndIncrement();
          number < plan.end();
          number = next.getAndIncrement()) {
        var request = requests.of(number);
        try {
          var answers = client.send(request);
          found.answered(request, answers);
          answers.forEach(answer -> judge(request, answer, requests, judge, found));
        } catch (IOException noAnswer) {
          found.answered(request, List.of());
          found.fault(request, "no answer: " + noAnswer.getMessage(), "");
        }
      }
    }
  }

  private static void judge(
      FuzzRequest request, RawResponse answer, Requests requests, Judge judge, FuzzVerdict found) {
    for (var complaint : judge.complaints(request, answer)) {
      found.fault(request, complaint, answer.status() + " " + answer.bodyText());
    }
    if (request.isProper()
        && request.method().equals("POST")
        && (answer.status() == 201 || answer.status() == 202)
        && answer.header("Location").isPresent()) {
      var order = ShopClient.placed(answer.bodyText());
      found.acknowledged(request.key(), order);
      requests.learn(request.number(), order);
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

  private @Nullable VerifyVerdict invariants(FuzzVerdict found) {
    if (database.isEmpty()) {
      return null;
    }
    return VerifyVerdict.atRest(database.get(), found.acks(), REST, screen);
  }

  /** How many requests, or the one of a number alone, to be sent again. */
  public record FuzzPlan(long requests, long seed, int connections, OptionalLong only) {
    public FuzzPlan {
      Bounds.check("requests", requests, 1, 100_000_000);
      Bounds.check("connections", connections, 1, 1_000);
    }

    long first() {
      return only.orElse(0);
    }

    long end() {
      return only.isPresent() ? only.getAsLong() + 1 : requests;
    }
  }
}
