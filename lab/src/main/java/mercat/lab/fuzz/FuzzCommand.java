package mercat.lab.fuzz;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import mercat.contracts.Command;
import mercat.lab.fuzz.Requests.FuzzRequest;
import mercat.lab.load.HttpText;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RawResponse;
import mercat.lab.load.ServerAddress;
import mercat.lab.month.Month;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.Awaiting;
import mercat.lab.terminal.Bounds;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.SeedOption;
import mercat.lab.terminal.TargetOptions;
import mercat.lab.terminal.VerifyVerdict;
import mercat.verify.UnreachableException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fuzz}: hostile input against a running system. */
@CommandLine.Command(
    name = "fuzz",
    mixinStandardHelpOptions = true,
    description = {
      "Reads the contract of a running system and sends it requests made by chance: good ones,",
      "and bad ones of every kind. No response may be a 5xx or give away how the system is made,",
      "every refusal must be a problem that the contract lists, and no invariant may break.",
      "It places real orders and changes products: not for a shop that is open.",
    })
public final class FuzzCommand implements Command {
  /** How many things have a price that nobody changes. */
  static final int STEADY_PRODUCTS = 5;

  private static final long UNITS = 100_000_000;
  private static final Duration REST = Duration.ofSeconds(90);

  @Mixin private final TargetOptions target = new TargetOptions();
  @Mixin private final CommandOutput output = new CommandOutput();
  @Mixin private final SeedOption seed = new SeedOption();

  @Option(names = "--requests", description = "requests to send (default: ${DEFAULT-VALUE})")
  private long requests = 100000;

  @Option(
      names = "--only",
      paramLabel = "NUMBER",
      description = "send the one request of this number again, with the seed of its run")
  private @Nullable Long only;

  @Option(names = "--connections", description = "at the same time (default: ${DEFAULT-VALUE})")
  private int connections = 32;

  @Override
  public Integer call() throws Exception {
    output.check(() -> {
      Bounds.check("requests", requests, 1, 100_000_000);
      Bounds.check("connections", connections, 1, 1_000);
    });
    return output.conclude(this::fuzz);
  }

  private FuzzVerdict fuzz() {
    try (var load = new LoadGenerator()) {
      var shop = target.shop(load);
      var screen = output.screen();
      var contract =
          PublishedContract.read(
              shop.succeeded("no contract", HttpText.get(shop.address(), "/openapi.yaml")).body());
      openShop(shop);
      var chosen = seed.value();
      var found = new FuzzVerdict(chosen, shop.adminToken());
      var attack =
          new Attack(
              shop.address(),
              new Requests(contract, shop.address(), shop.adminToken(), chosen),
              new Judge(contract),
              found,
              new LateRequests());
      screen.note("seed %d, %d operations".formatted(chosen, contract.operations().size()));
      long first = only == null ? 0 : only;
      var end = only == null ? requests : only + 1;
      var began = System.nanoTime();
      Progress.during(
          screen,
          () -> "  fuzz        " + found.progress(),
          () -> attack.run(first, end, connections));
      var seconds = Numbers.secondsSince(began);
      var standing = takesAnOrder(shop, chosen);
      var verified =
          target
              .database()
              .map(database -> VerifyVerdict.atRest(database, found.acks()::forEach, REST, screen));
      return found.ended(standing, verified.orElse(null), seconds);
    }
  }

  /** Puts things on sale whose price nobody changes; staff changes others. */
  private static void openShop(ShopClient shop) {
    shop.open(
        IntStream.range(0, STEADY_PRODUCTS)
            .mapToObj(i -> new Month.Product("FUZZ-" + i, "Thing FUZZ-" + i, 199))
            .toList(),
        sku -> UNITS,
        "fuzz");
  }

  /** A buyer who comes afterwards is served as ever. */
  private static boolean takesAnOrder(ShopClient shop, long chosen) {
    var lines = List.of(new Month.Line("FUZZ-0", 1, 0));
    try {
      return shop.call(shop.order("fuzz-end-" + chosen, "end@example.org", lines, "tok_ok"))
          .isSuccess();
    } catch (UnreachableException gone) {
      return false;
    }
  }

  /** Requests made by chance, sent over so many connections at the same time, and judged. */
  private record Attack(
      ServerAddress address, Requests made, Judge judge, FuzzVerdict found, LateRequests late) {
    void run(long first, long end, int connections) {
      var next = new AtomicLong(first);
      try (var attackers = Executors.newVirtualThreadPerTaskExecutor()) {
        var attacks = new ArrayList<Future<Boolean>>();
        for (int i = 0; i < connections; i++) {
          attacks.add(attackers.submit(() -> send(next, end)));
        }
        for (var attack : attacks) {
          var unused = Awaiting.result(attack);
        }
      }
      try (var client = new FuzzClient(address)) {
        found.notSentAgain(late.sendAgain(request -> isLateAgain(client, request)));
      }
    }

    private boolean isLateAgain(FuzzClient client, FuzzRequest request) {
      var answers = answers(client, request);
      answers.forEach(answer -> judge(request, answer));
      return answers.isEmpty() || answers.stream().anyMatch(Judge::isLate);
    }

    /**
     * Whoever cannot make or judge a request fails, and with it the command: its verdict would be
     * of fewer.
     */
    private boolean send(AtomicLong next, long end) {
      try (var client = new FuzzClient(address)) {
        for (var number = next.getAndIncrement(); number < end; number = next.getAndIncrement()) {
          var request = made.of(number);
          var answers = answers(client, request);
          found.answered(request, answers);
          answers.forEach(answer -> hear(request, answer));
        }
        return true;
      }
    }

    /** What a request is answered; where nothing may be, that is a fault. */
    private List<RawResponse> answers(FuzzClient client, FuzzRequest request) {
      try {
        return client.send(request);
      } catch (IOException noAnswer) {
        found.fault(request, "no answer: " + noAnswer.getMessage(), "");
        return List.of();
      }
    }

    private void hear(FuzzRequest request, RawResponse answer) {
      if (!Judge.isLate(answer) || !late.keeps(request)) {
        judge(request, answer);
      }
    }

    private void judge(FuzzRequest request, RawResponse answer) {
      for (var complaint : judge.complaints(request, answer)) {
        found.fault(request, complaint, answer.status() + " " + answer.bodyText());
      }
      if (request.isProper()
          && request.method().equals("POST")
          && (answer.status() == 201 || answer.status() == 202)
          && answer.header("Location").isPresent()) {
        var order = ShopClient.placed(answer.json());
        found.acknowledged(request.key(), order);
        made.learn(request.number(), order);
      }
    }
  }
}
