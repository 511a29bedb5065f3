package mercat.lab.demo;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import mercat.lab.database.DatabaseAccess;
import mercat.lab.database.Followers;
import mercat.lab.database.ReadSession;
import mercat.lab.drop.Drop;
import mercat.lab.drop.DropVerdict;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.Patience;
import mercat.lab.month.BundledMonth;
import mercat.lab.replay.Replay;
import mercat.lab.replay.ReplayPlan;
import mercat.lab.replay.ReplayVerdict;
import mercat.lab.shop.AckFile;
import mercat.lab.shop.Shop;
import mercat.lab.system.DataDirectory;
import mercat.lab.system.SystemLaunch;
import mercat.lab.system.SystemProcess;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.lab.verify.Verify;
import mercat.lab.verify.VerifyVerdict;
import org.jspecify.annotations.Nullable;

/** A whole system of its own: started, put to work, examined, and stopped when this is closed. */
public final class Demo implements AutoCloseable {
  private static final int IN_FLIGHT = 64;
  private static final Duration REST_MAX = Duration.ofSeconds(60);

  private final DemoPlan plan;
  private final Screen screen;
  private @Nullable SystemProcess system;

  public Demo(DemoPlan plan, Screen screen) {
    this.plan = plan;
    this.screen = screen;
  }

  /** Runs everything; the system keeps serving until this is closed. */
  public DemoVerdict run() {
    var startNanos = System.nanoTime();
    var running = start();
    var acks = plan.data().resolve("acks.jsonl");
    ReplayVerdict replayed;
    DropVerdict dropped;
    try (var load = new LoadGenerator();
        var told = AckFile.create(acks)) {
      var shop = new Shop(load, running.launch().address(), running.adminToken(), Patience.USUAL);
      replayed = replay(shop, running.database(), told);
      heading("2  A sale: " + Numbers.count(plan.drop().buyers()) + " buyers at once");
      dropped = new Drop(shop, told, screen).run(plan.drop());
      dropped.print(screen);
    }
    var verified = verify(running.database(), acks);
    var verdict =
        new DemoVerdict(
            replayed.ok() && dropped.ok() && verified.ok(),
            replayed,
            dropped,
            verified.invariants(),
            Numbers.rounded((System.nanoTime() - startNanos) / 1e9));
    conclude(verdict, running.launch());
    return verdict;
  }

  private SystemProcess start() {
    var directory = new DataDirectory(plan.data());
    if (!plan.keep()) {
      directory.empty();
    }
    directory.take();
    var launch =
        SystemLaunch.onFreePorts(plan.data(), plan.port(), plan.opsPort(), plan.databaseUrl());
    var started = SystemProcess.startAndAwaitReady(launch, screen);
    system = started;
    screen.note("Mercat serves at " + launch.address() + ", process " + started.pid());
    return started;
  }

  private ReplayVerdict replay(Shop shop, DatabaseAccess database, AckFile told) {
    heading("1  A real month: the orders of a gift wholesaler, December 2010");
    screen.note("data: Chen, D. (2015), Online Retail, UCI, CC BY 4.0");
    var month = BundledMonth.read(plan.data()).first(plan.ordersMax());
    var replay =
        new Replay(
            shop, Optional.of(database), told, new ReplayPlan(IN_FLIGHT, BigDecimal.ONE), screen);
    var replayed = replay.run(month);
    replayed.print(screen);
    return replayed;
  }

  private VerifyVerdict verify(DatabaseAccess database, Path acks) {
    heading("3  The proof: every invariant, by SQL, in one snapshot of the database");
    try (var session = new ReadSession(database.asVerifier())) {
      if (!new Followers(session).awaitRest(REST_MAX)) {
        screen.note("followers have not caught up after " + REST_MAX.toSeconds() + " s");
      }
    }
    var verified = Verify.run(database, AckFile.read(acks));
    verified.print(screen);
    return verified;
  }

  private void heading(String text) {
    screen.print("");
    screen.print(screen.strong(text));
  }

  private void conclude(DemoVerdict verdict, SystemLaunch launch) {
    heading(
        verdict.ok()
            ? screen.good("All true.")
                + " %s orders to the penny, %s of %s units sold to %s buyers, %d invariants hold."
                    .formatted(
                        Numbers.count(verdict.replay().confirmed()),
                        Numbers.count(verdict.drop().sold()),
                        Numbers.count(verdict.drop().stock()),
                        Numbers.count(verdict.drop().buyers()),
                        verdict.invariants().size())
            : screen.bad("NOT all true") + ": see the marks (!) above.");
    screen.print("  took        %s s".formatted(Numbers.decimal(verdict.seconds())));
    screen.print("  left here   " + plan.data());
    screen.print("  its log     " + launch.log());
    screen.print("");
    screen.print("  next        ./mercat demo --keep --stay   the same, and it keeps serving");
    screen.print("              ./mercat up                   a shop of your own");
    screen.print("              ./mercat bench                how fast this machine is");
  }

  /** Keeps serving until the system is stopped. */
  public void stay() throws InterruptedException {
    var running = system;
    if (running == null) {
      return;
    }
    screen.print("");
    screen.print("  serving at  " + running.launch().address() + " until Ctrl-C");
    screen.print(
        "  the token   " + running.launch().data().resolve("admin.token") + " (back office)");
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
