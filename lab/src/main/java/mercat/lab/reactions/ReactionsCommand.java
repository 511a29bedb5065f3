package mercat.lab.reactions;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mercat.contracts.Command;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RetryPolicy;
import mercat.lab.month.Month;
import mercat.lab.reactions.MortalSystem.Death;
import mercat.lab.reactions.Reactions.ReactionsPlan;
import mercat.lab.shop.AckWriter;
import mercat.lab.shop.OrderLoad;
import mercat.lab.shop.ShopClient;
import mercat.lab.shop.SignedInBuyers;
import mercat.lab.system.DataDirectory;
import mercat.lab.system.SystemLaunch;
import mercat.lab.terminal.Bounds;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.OwnData;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.VerifyVerdict;
import mercat.verify.Finding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code reactions}: what follows from registrations and orders, whatever dies meanwhile. */
@CommandLine.Command(
    name = "reactions",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a system of its own and a mail server beside it. A month's customers register,",
      "verify their addresses by the mails that come, and order with a coupon; then mails,",
      "profiles, redemptions and audit records are counted beside what they follow from.",
    })
public final class ReactionsCommand implements Command {
  private static final RetryPolicy PATIENT =
      new RetryPolicy(Duration.ofSeconds(15), Duration.ofMinutes(2), Duration.ofMinutes(1));

  private static final Duration REST_MAX = Duration.ofMinutes(2);

  /** Whose process is killed is soon asked for what it had begun. */
  private static final Map<String, String> SHORT_LEASES =
      Map.of(
          "MERCAT_NOTIFICATIONS_SMTP_TIMEOUT", "2s",
          "MERCAT_NOTIFICATIONS_LEASE", "6s",
          "MERCAT_NOTIFICATIONS_SMTP_REST", "2s",
          "MERCAT_ORDERS_LEASE", "5s",
          "MERCAT_ORDERS_RECHECK", "1s");

  @Mixin private final CommandOutput output = new CommandOutput();
  @Mixin private final OwnData data = new OwnData();

  @Option(names = "--customers", description = "customers of the month, at most (default: all)")
  private int customers = 100_000;

  @Option(
      names = "--kill",
      description = {
        "kill the process twice, each time when the mail server has taken a mail and the system",
        "does not know it yet, and start it again"
      })
  private boolean kill;

  @Option(
      names = "--smtp-down",
      paramLabel = "SECONDS",
      description = "then stop the mail server for so long while people order and register")
  private int smtpDown;

  @Override
  public Integer call() throws Exception {
    var plan =
        output.checked(() -> {
          Bounds.check("smtp down", smtpDown, 0, 3_600);
          return new ReactionsPlan(customers, customers);
        });
    var folder = data.folder("reactions");
    return data.conclude(output, folder, () -> react(folder, plan));
  }

  /** Settings of a system whose mails and audit are to be looked at soon. */
  public static Map<String, String> settings(SmtpInbox inbox) {
    var all = new HashMap<>(SignedInBuyers.SETTINGS);
    all.putAll(inbox.settings());
    all.put("MERCAT_AUDIT_CHECKPOINT_EVERY", "1s");
    return all;
  }

  private ReactionsRunVerdict react(Path folder, ReactionsPlan plan) {
    DataDirectory.fresh(folder);
    var startNanos = System.nanoTime();
    var screen = output.screen();
    screen.note(SignedInBuyers.SETTINGS_SAID);
    try (var inbox = new SmtpInbox();
        var load = new LoadGenerator();
        var acks = AckWriter.create(folder.resolve("acks.jsonl"));
        var system =
            new MortalSystem(
                SystemLaunch.in(folder).with(settings(inbox)).with(SHORT_LEASES), screen)) {
      var launch = system.process().launch();
      var shop = new ShopClient(load, launch.address(), system.process().adminToken(), PATIENT);
      var counts = ReactionCounts.since(launch.database());
      var month = open(shop, folder);
      if (kill) {
        inbox.watch(system::taken);
        system.dieAt(MailSubject.WELCOME, middle(month, plan));
        system.dieAt(MailSubject.ORDER_CONFIRMED, middle(month, plan));
      }
      var followed = new Reactions(shop, inbox, acks, counts, screen).run(month, plan);
      followed.print(screen);
      var outage = smtpDown > 0 ? outage(shop, system, inbox, counts) : null;
      var verified = VerifyVerdict.atRest(launch.database(), acks.told(), REST_MAX, screen);
      verified.print(screen);
      var troubles = new ArrayList<String>();
      if (kill) {
        judgeDeaths(system.deaths(), followed, troubles);
      }
      return new ReactionsRunVerdict(
          followed.ok() && verified.ok() && (outage == null || outage.ok()) && troubles.isEmpty(),
          followed,
          system.deaths(),
          outage,
          verified.invariants(),
          troubles,
          Numbers.secondsSince(startNanos));
    }
  }

  /** Puts the month's products on sale. */
  private static Month open(ShopClient shop, Path folder) {
    var month = Month.bundled(folder);
    var unused = shop.importProducts(month.products());
    shop.awaitPublished(month.products().getLast().sku());
    return month;
  }

  /** Early: mails come after the answers, and clients are still to be under way. */
  private static long middle(Month month, ReactionsPlan plan) {
    return Math.max(1, Math.min(plan.customers(), month.orders().size()) / 20);
  }

  private OutageVerdict outage(
      ShopClient shop, MortalSystem system, SmtpInbox inbox, ReactionCounts counts) {
    output.screen().heading("The mail server is stopped for " + smtpDown + " s");
    var orders = new OrderLoad(shop, shop.load());
    var outage = new SmtpOutage(orders, system.process(), inbox, counts, output.screen());
    var found = outage.run(Duration.ofSeconds(smtpDown));
    found.print(output.screen());
    return found;
  }

  private static void judgeDeaths(
      List<Death> deaths, ReactionsVerdict followed, List<String> troubles) {
    if (deaths.size() < 2) {
      troubles.add("it was killed %d times, not twice".formatted(deaths.size()));
    }
    var repeats =
        followed.reactions().stream()
            .flatMap(reaction -> reaction.effects().stream())
            .mapToLong(Reaction.Effect::repeats)
            .sum();
    if (repeats < deaths.size()) {
      troubles.add(
          "%d mails came again, though %d were taken from somebody who did not hear of it"
              .formatted(repeats, deaths.size()));
    }
  }

  /**
   * The whole run.
   *
   * @param deaths of the process, where it was killed
   * @param outage what the mail server's absence did, where it was stopped
   */
  private record ReactionsRunVerdict(
      boolean ok,
      ReactionsVerdict reactions,
      List<Death> deaths,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable OutageVerdict outage,
      List<Finding> invariants,
      List<String> troubles,
      double seconds)
      implements CommandVerdict {
    /** The sum; each part was printed when it was over. */
    @Override
    public void print(Screen screen) {
      screen.print("");
      for (var death : deaths) {
        screen.line(
            "killed",
            "when %s had been taken; ready again after %s s",
            death.when(),
            death.backAfterSeconds());
      }
      screen.troubles(troubles);
      screen.line("took", "%s s", seconds);
      screen.verdict(ok, "nothing was lost, and every repeat was recognised", "NOT as it must be");
    }
  }
}
