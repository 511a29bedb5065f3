package mercat.lab.demo;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import mercat.lab.drop.Drop;
import mercat.lab.drop.DropVerdict;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RetryPolicy;
import mercat.lab.month.BundledMonth;
import mercat.lab.replay.Replay;
import mercat.lab.replay.ReplayPlan;
import mercat.lab.replay.ReplayVerdict;
import mercat.lab.shop.AckWriter;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.AtRest;
import mercat.lab.system.DataDirectory;
import mercat.lab.system.SystemProcess;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.VerifyVerdict;
import mercat.verify.Ack;
import mercat.verify.DatabaseAccess;
import mercat.verify.ReadSession;
import mercat.verify.Verify;
import org.jspecify.annotations.Nullable;

/** A whole system of its own: started, put to work, examined, and stopped when this is closed. */
public final class Demo implements AutoCloseable {
  private static final int IN_FLIGHT = 64;
  private static final Duration REST_MAX = Duration.ofSeconds(60);

  private final DemoPlan plan;
  private final Path data;
  private final Screen screen;
  private @Nullable SystemProcess system;

  public Demo(DemoPlan plan, Screen screen) {
    this.plan = plan;
    this.data = plan.launch().data();
    this.screen = screen;
  }

  /** Runs everything; the system keeps serving until this is closed. */
  public DemoVerdict run() {
    var startNanos = System.nanoTime();
    var running = start();
    var acks = data.resolve("acks.jsonl");
    ReplayVerdict replayed;
    DropVerdict dropped;
    try (var load = new LoadGenerator();
        var told = AckWriter.create(acks)) {
      var shop =
          new ShopClient(load, plan.launch().address(), running.adminToken(), RetryPolicy.USUAL);
      replayed = replay(shop, running.database(), told);
      screen.heading("2  A sale: " + Numbers.count(plan.drop().buyers()) + " buyers at once");
      dropped = new Drop(shop, told, screen).run(plan.drop());
      dropped.print(screen);
    }
    var verified = verify(running.database(), acks);
    return new DemoVerdict(
        replayed.ok() && dropped.ok() && verified.ok(),
        replayed,
        dropped,
        verified.invariants(),
        Numbers.secondsSince(startNanos));
  }

  private SystemProcess start() {
    if (plan.keep()) {
      new DataDirectory(data).take();
    } else {
      DataDirectory.fresh(data);
    }
    var started = SystemProcess.startAndAwaitReady(plan.launch(), screen);
    system = started;
    screen.note("Mercat serves at " + plan.launch().address() + ", process " + started.pid());
    return started;
  }

  private ReplayVerdict replay(ShopClient shop, DatabaseAccess database, AckWriter told) {
    screen.heading("1  A real month: the orders of a gift wholesaler, December 2010");
    screen.note("data: Chen, D. (2015), Online Retail, UCI, CC BY 4.0");
    var whole = new ReplayPlan(IN_FLIGHT, BigDecimal.ONE);
    var replayed =
        new Replay(shop, Optional.of(database), told, whole, screen)
            .run(BundledMonth.read(data).first(plan.ordersMax()));
    replayed.print(screen);
    return replayed;
  }

  private VerifyVerdict verify(DatabaseAccess database, Path acks) {
    screen.heading("3  The proof: every invariant, by SQL, in one snapshot of the database");
    try (var session = ReadSession.on(database)) {
      if (!new AtRest(session).awaitFollowed(REST_MAX)) {
        screen.note("followers have not caught up after " + REST_MAX.toSeconds() + " s");
      }
    }
    var verified = VerifyVerdict.of(Verify.run(database, Ack.read(acks)));
    verified.print(screen);
    return verified;
  }

  /** Where to find what was left, and what to try next. */
  public void sayWhereToLook() {
    screen.line("left here", "%s", data);
    screen.line("its log", "%s", plan.launch().log());
    screen.print("");
    screen.line("next", "./mercat demo --keep --stay   the same, and it keeps serving");
    screen.line("", "./mercat up                   a shop of your own");
    screen.line("", "./mercat bench                how fast this machine is");
  }

  /** Keeps serving until the system is stopped. */
  public void stay() throws InterruptedException {
    var running = system;
    if (running == null) {
      return;
    }
    screen.print("");
    screen.line("serving at", "%s until Ctrl-C", plan.launch().address());
    screen.line("the token", "%s (back office)", data.resolve("admin.token"));
    var unused = running.await();
  }

  @Override
  public void close() {
    var running = system;
    if (running != null) {
      running.close();
    }
  }
}
