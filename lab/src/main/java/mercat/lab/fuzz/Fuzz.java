package mercat.lab.fuzz;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mercat.lab.fuzz.Requests.FuzzRequest;
import mercat.lab.load.HttpText;
import mercat.lab.load.RawResponse;
import mercat.lab.month.Month;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.AtRest;
import mercat.lab.terminal.Bounds;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.Numbers;
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
  /** How many things have a price that nobody changes. */
  static final int STEADY_PRODUCTS = 5;

  private static final long UNITS = 100_000_000;
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
    openShop();
    var requests = new Requests(contract, shop.address(), adminToken, plan.seed());
    var tally = new FuzzTally(adminToken);
    var judge = new Judge(contract);
    screen.note("seed %d, %d operations".formatted(plan.seed(), contract.operations().size()));
    var began = System.nanoTime();
    Progress.during(
        screen,
        () -> "  fuzz        " + tally.progress(),
        () -> attack(plan, requests, judge, tally));
    var seconds = Numbers.secondsSince(began);
    var standing = takesAnOrder(plan);
    return tally.verdict(plan.seed(), standing, invariants(tally), seconds);
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

  private void attack(FuzzPlan plan, Requests requests, Judge judge, FuzzTally tally) {
    var next = new AtomicLong(plan.first());
    try (var attackers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < plan.connections(); i++) {
        attackers.execute(() -> send(plan, next, requests, judge, tally));
      }
    }
  }

  private void send(
      FuzzPlan plan, AtomicLong next, Requests requests, Judge judge, FuzzTally tally) {
    try (var client = new FuzzClient(shop.address())) {
      for (var number = next.getAndIncrement();
          number < plan.end();
          number = next.getAndIncrement()) {
        var request = requests.of(number);
        try {
          var answers = client.send(request);
          tally.answered(request, answers);
          answers.forEach(answer -> judge(request, answer, requests, judge, tally));
        } catch (IOException noAnswer) {
          tally.answered(request, List.of());
          tally.fault(request, "no answer: " + noAnswer.getMessage(), "");
        }
      }
    }
  }

  private static void judge(
      FuzzRequest request, RawResponse answer, Requests requests, Judge judge, FuzzTally tally) {
    for (var complaint : judge.complaints(request, answer)) {
      tally.fault(request, complaint, answer.status() + " " + answer.bodyText());
    }
    if (request.isProper()
        && request.method().equals("POST")
        && (answer.status() == 201 || answer.status() == 202)
        && answer.header("Location").isPresent()) {
      var order = ShopClient.placed(answer.bodyText());
      tally.acknowledged(request.key(), order);
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

  /**
   * What to send.
   *
   * @param only the number of the one request to send again, empty for all
   */
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

  /**
   * What became of all requests.
   *
   * @param answers by status
   * @param sorts requests by what was special about them
   * @param shed answers that said "overloaded" as they should; no fault
   * @param unanswered broken requests on which the system hung up, or of which it wanted more
   * @param faults what must not be; the first of them, {@code faultCount} in all
   * @param answersAtTheEnd whether the system still answered and took an order
   * @param invariants null when no database was in reach
   */
  public record FuzzVerdict(
      boolean ok,
      long seed,
      long requests,
      Map<Integer, Long> answers,
      Map<String, Long> sorts,
      long shed,
      long unanswered,
      long faultCount,
      List<Fault> faults,
      boolean answersAtTheEnd,
      @Nullable VerifyVerdict invariants,
      double seconds)
      implements CommandVerdict {

    /**
     * An answer that must not be.
     *
     * @param number of the request: {@code --only} sends it again
     * @param request as a shell's {@code printf} takes it; staff's token is left out
     */
    public record Fault(long number, String sort, String why, String request, String answer) {}

    @Override
    public void print(Screen screen) {
      screen.print("");
      screen.line("sent", "%s requests in %s s, seed %s", requests, seconds, String.valueOf(seed));
      screen.line("sorts", "%s", counts(sorts));
      screen.line("responses", "%s", counts(answers));
      screen.line("besides", "%s overloaded, %s broken ones unanswered", shed, unanswered);
      for (var fault : faults) {
        screen.print("  " + screen.bad("!") + " request " + fault.number() + ": " + fault.why());
        screen.print("      printf '%b' '" + fault.request() + "'");
        screen.print("      " + fault.answer());
      }
      if (faultCount > faults.size()) {
        screen.print("  and %s more".formatted(Numbers.count(faultCount - faults.size())));
      }
      if (invariants != null) {
        invariants.print(screen);
      } else {
        screen.line("invariants", "not examined: no database is in reach (see --data and --db)");
      }
      screen.verdict(
          ok,
          "no request did harm",
          Numbers.count(faultCount)
              + " faults"
              + (answersAtTheEnd ? "" : ", and it takes no order any more"));
    }

    private static String counts(Map<?, Long> counts) {
      return counts.entrySet().stream()
          .map(each -> Numbers.count(each.getValue()) + " × " + each.getKey())
          .collect(Collectors.joining(", "));
    }
  }
}
