package mercat.lab;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mercat.contracts.Command;
import mercat.lab.Drop.DropPlan;
import mercat.lab.Drop.DropVerdict;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RetryPolicy;
import mercat.lab.month.Month;
import mercat.lab.reactions.ReactionCounts;
import mercat.lab.reactions.Reactions;
import mercat.lab.reactions.Reactions.ReactionsPlan;
import mercat.lab.reactions.ReactionsCommand;
import mercat.lab.reactions.ReactionsVerdict;
import mercat.lab.reactions.SmtpInbox;
import mercat.lab.replay.Replay;
import mercat.lab.replay.Replay.ReplayPlan;
import mercat.lab.replay.Replay.ReplayVerdict;
import mercat.lab.shop.AckWriter;
import mercat.lab.shop.ShopClient;
import mercat.lab.shop.SignedInBuyers;
import mercat.lab.system.DataDirectory;
import mercat.lab.system.SystemLaunch;
import mercat.lab.system.SystemProcess;
import mercat.lab.terminal.Bounds;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.CommandOutput.ExitCode;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.OwnSystemOptions;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.VerifyVerdict;
import mercat.verify.Finding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo}: the main job in one command. */
@CommandLine.Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a whole Mercat on a database of its own, sends a real month of orders through it,",
      "holds a sale with far more buyers than units, lets the month's customers register and order",
      "again with a mail server beside it, and proves by SQL that nothing was lost, oversold or",
      "charged twice.",
    })
public final class DemoCommand implements Command {
  private static final int CONNECTIONS = 256;
  private static final Duration REST_MAX = Duration.ofSeconds(60);

  /** Customers who order again. */
  private static final int AGAIN = 300;

  @Mixin private final OwnSystemOptions own = new OwnSystemOptions();
  @Mixin private final CommandOutput output = new CommandOutput();

  @Option(names = "--stay", description = "keep serving afterwards, until Ctrl-C")
  private boolean stay;

  @Option(
      names = "--orders",
      description = "replay only the first orders of the month (default: all)")
  private int orders = Integer.MAX_VALUE;

  @Option(
      names = "--signed-in",
      description = "the month's buyers register and sign in first, rather than being guests")
  private boolean isSignedIn;

  @Option(names = "--stock", description = "units in the sale (default: ${DEFAULT-VALUE})")
  private int stock = 100;

  @Option(names = "--buyers", description = "buyers in the sale (default: ${DEFAULT-VALUE})")
  private int buyers = 2000;

  @Option(
      names = "--customers",
      description = "customers of the month who register, at most (default: all)")
  private int customers = 100_000;

  /** Serves from its start until everything is said. */
  private @Nullable SystemProcess started;

  @Override
  public Integer call() throws Exception {
    var sale =
        output.checked(() -> {
          Bounds.check("orders", orders, 1, Integer.MAX_VALUE);
          return new DropPlan(stock, buyers, CONNECTIONS);
        });
    var reactions = output.checked(() -> new ReactionsPlan(customers, AGAIN));
    var screen = output.screen();
    var code = ExitCode.UNAVAILABLE;
    try (var inbox = new SmtpInbox()) {
      var launch = own.launch("demo").with(ReactionsCommand.settings(inbox));
      try {
        code = output.conclude(() -> demo(launch, sale, reactions, inbox, screen));
        if (code == ExitCode.TRUE || code == ExitCode.VERDICT_FALSE) {
          sayWhatIsNext(screen);
        }
        if (started != null && stay && code == ExitCode.TRUE) {
          screen.print("");
          screen.line("serving at", "%s until Ctrl-C", launch.address());
          screen.line("the token", "%s (back office)", launch.data().resolve("admin.token"));
          var unused = started.await();
        }
        return code;
      } finally {
        if (started != null) {
          started.close();
        }
        own.data().leave(output, launch.data(), code == ExitCode.TRUE);
      }
    }
  }

  private DemoVerdict demo(
      SystemLaunch launch, DropPlan sale, ReactionsPlan plan, SmtpInbox inbox, Screen screen) {
    var startNanos = System.nanoTime();
    if (own.data().isKept()) {
      DataDirectory.take(launch.data());
    } else {
      DataDirectory.fresh(launch.data());
    }
    var system = SystemProcess.startAndAwaitReady(launch, screen);
    started = system;
    screen.note("Mercat serves at " + launch.address() + ", process " + system.pid());
    screen.note(SignedInBuyers.SETTINGS_SAID);
    var counts = ReactionCounts.since(system.database());
    try (var load = new LoadGenerator();
        var acks = AckWriter.create(launch.data().resolve("acks.jsonl"))) {
      var shop = new ShopClient(load, launch.address(), system.adminToken(), RetryPolicy.USUAL);
      var month = Month.bundled(launch.data()).first(orders);
      screen.heading("1  A real month: the orders of a gift wholesaler, December 2010");
      screen.note("data: Chen, D. (2015), Online Retail, UCI, CC BY 4.0");
      var replayed =
          new Replay(shop, Optional.of(system.database()), acks, replayPlan(), screen).run(month);
      replayed.print(screen);
      screen.heading("2  A sale: " + Numbers.count(sale.buyers()) + " buyers at once");
      var dropped = new Drop(shop, acks, screen).run(sale);
      dropped.print(screen);
      screen.heading("3  What follows: the month's customers register, and some order again");
      var followed = new Reactions(shop, inbox, acks, counts, screen).run(month, plan);
      followed.print(screen);
      screen.heading("4  The proof: every invariant, by SQL, in one snapshot of the database");
      var verified = VerifyVerdict.atRest(system.database(), acks.told(), REST_MAX, screen);
      verified.print(screen);
      return new DemoVerdict(
          replayed.ok() && dropped.ok() && followed.ok() && verified.ok(),
          replayed,
          dropped,
          followed,
          verified.invariants(),
          Numbers.secondsSince(startNanos));
    }
  }

  private ReplayPlan replayPlan() {
    return isSignedIn ? ReplayPlan.SIGNED_IN : ReplayPlan.WHOLE;
  }

  private static void sayWhatIsNext(Screen screen) {
    screen.print("");
    screen.line("next", "./mercat demo --stay          the same, and it keeps serving");
    screen.line("", "./mercat up                   a shop of your own");
    screen.line("", "./mercat bench                how fast this machine is");
  }

  private record DemoVerdict(
      boolean ok,
      ReplayVerdict replay,
      DropVerdict drop,
      ReactionsVerdict reactions,
      List<Finding> invariants,
      double seconds)
      implements CommandVerdict {
    /** The sum of all; each part was printed when it was over. */
    @Override
    public void print(Screen screen) {
      screen.heading(
          ok
              ? screen.good("All true.")
                  + """
                   %s orders to the penny, %s of %s units sold to %s buyers, %s mails to their \
                  readers, %d invariants hold.\
                  """
                      .formatted(
                          Numbers.count(replay.confirmed()),
                          Numbers.count(drop.sold()),
                          Numbers.count(drop.stock()),
                          Numbers.count(drop.buyers()),
                          Numbers.count(reactions.mails()),
                          invariants.size())
              : screen.bad("NOT all true") + ": see the marks (!) above.");
      screen.line("took", "%s s", seconds);
    }
  }
}
