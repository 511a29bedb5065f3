package mercat.lab.reactions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import mercat.lab.load.HttpText;
import mercat.lab.load.LoadGenerator.CallOutcome;
import mercat.lab.month.Month;
import mercat.lab.reactions.ReactionCounts.Acts;
import mercat.lab.reactions.ReactionCounts.Told;
import mercat.lab.shop.AckWriter;
import mercat.lab.shop.OrderTally;
import mercat.lab.shop.ShopClient;
import mercat.lab.shop.SignedInBuyers;
import mercat.lab.system.Awaiting;
import mercat.lab.terminal.Bounds;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.Screen;
import mercat.verify.UnreachableException;
import org.HdrHistogram.SynchronizedHistogram;

/**
 * Lets a month's customers register at a running system, verify their addresses by the mails that
 * really come, sign in, and order again what they ordered last, as many of them with a coupon as it
 * can be redeemed; then counts what followed.
 */
public final class Reactions {
  private static final int ORDERING = 32;

  /** Enough for passwords to be hashed all the time, and few enough to wait for it. */
  private static final int ASKING = 8;

  private static final int PERCENT = 10;
  private static final String EXHAUSTED = "coupon_exhausted";
  private static final Duration MAILS_MAX = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(200);

  private final ShopClient shop;
  private final SmtpInbox inbox;
  private final AckWriter acks;
  private final Screen screen;
  private final ReactionCounts counts;

  /** Of this run: nobody has registered by an address with it before. */
  private final String run = UUID.randomUUID().toString().substring(0, 6);

  private final String coupon = "AGAIN-" + run.toUpperCase(Locale.ROOT);
  private final List<String> troubles = new ArrayList<>();
  private final SynchronizedHistogram registering =
      new SynchronizedHistogram(3_600_000_000_000L, 3);
  private final Set<String> registered = new ConcurrentSkipListSet<>();
  private final Set<String> verified = new ConcurrentSkipListSet<>();
  private long repeats;

  /**
   * How many take part.
   *
   * @param customers who register, at most
   * @param again who order again, at most
   */
  public record ReactionsPlan(int customers, int again) {
    public ReactionsPlan {
      Bounds.check("customers", customers, 1, 100_000);
      Bounds.check("again", again, 1, 100_000);
    }
  }

  /** A customer of the month, by an address of this run, and what they ordered last. */
  private record Customer(String email, List<Month.Line> lines) {
    long fullMinor() {
      return lines.stream().mapToLong(Month.Line::totalMinor).sum();
    }

    /** What is left of it, the discount rounded to the nearest penny, a half up. */
    long reducedMinor() {
      return fullMinor() - (fullMinor() * PERCENT + 50) / 100;
    }
  }

  public Reactions(
      ShopClient shop, SmtpInbox inbox, AckWriter acks, ReactionCounts counts, Screen screen) {
    this.shop = shop;
    this.inbox = inbox;
    this.acks = acks;
    this.counts = counts;
    this.screen = screen;
  }

  public ReactionsVerdict run(Month month, ReactionsPlan plan) {
    var startNanos = System.nanoTime();
    var customers = customers(month, plan.customers());
    screen.note(
        "%s customers of the month; mails go to %s"
            .formatted(Numbers.count(customers.size()), inbox));
    register(customers);
    verify(customers);
    var returning = customers.subList(0, Math.min(plan.again(), customers.size()));
    var limit = Math.max(1, returning.size() * 2 / 3);
    var acts = prepare(returning, limit);
    var buyers =
        SignedInBuyers.ofRegistered(shop, returning.stream().map(Customer::email).toList(), screen);
    var tally = new OrderTally(returning.size(), acks);
    var tooLate = new ArrayList<Customer>();
    order(returning, coupon, buyers, tally, tooLate);
    var reduced = tally.confirmed().size();
    order(tooLate, "", buyers, tally, new ArrayList<>());
    if (reduced != limit) {
      troubles.add("%d orders were reduced by a coupon of %d uses".formatted(reduced, limit));
    }
    troubles.addAll(tally.troubles());
    var lastNanos = System.nanoTime();
    var told = new Told(registered, verified.size(), coupon, reduced, acts);
    var reactions = await(told);
    judge(reactions);
    return new ReactionsVerdict(
        troubles.isEmpty(),
        registered.size(),
        inbox.mails(),
        reactions,
        tooLate.size(),
        repeats + tally.repeats(),
        registering.getValueAtPercentile(50) / 1e6,
        registering.getValueAtPercentile(99) / 1e6,
        tally.percentileMs(50),
        tally.percentileMs(99),
        Numbers.secondsSince(lastNanos),
        Numbers.secondsSince(startNanos),
        troubles);
  }

  private List<Customer> customers(Month month, int most) {
    var lastByEmail = new LinkedHashMap<String, List<Month.Line>>();
    month.orders().stream()
        .filter(order -> !order.isGuests())
        .forEach(order -> lastByEmail.put(order.email(), order.lines()));
    if (lastByEmail.isEmpty()) {
      throw new UnreachableException("none of these orders says who bought");
    }
    return lastByEmail.entrySet().stream()
        .limit(most)
        .map(it -> new Customer(it.getKey().replace("@", "." + run + "@"), it.getValue()))
        .toList();
  }

  private void register(List<Customer> customers) {
    var password = SignedInBuyers.password(shop);
    Progress.during(
        screen,
        () -> progress(registering.getTotalCount(), customers.size(), "customers registered"),
        () ->
            settle(
                "register",
                customers,
                customer -> shop.registration(customer.email(), password),
                (customer, outcome) -> {
                  registering.recordValue(outcome.latencyNanos());
                  registered.add(customer.email());
                }));
  }

  /** Each opens the link in their mail, once that has come. */
  private void verify(List<Customer> customers) {
    var isDone =
        Progress.during(
            screen,
            () -> progress(verified.size(), customers.size(), "addresses verified by their mails"),
            () ->
                Awaiting.until(
                    MAILS_MAX,
                    LOOK,
                    () -> {
                      verifyArrived(customers);
                      return verified.size() == customers.size();
                    }));
    if (!isDone) {
      troubles.add(
          "%d customers had no mail to verify their address by within %d s"
              .formatted(customers.size() - verified.size(), MAILS_MAX.toSeconds()));
    }
  }

  private void verifyArrived(List<Customer> customers) {
    var links = new HashMap<String, String>();
    for (var customer : customers) {
      if (!verified.contains(customer.email())) {
        inbox.link(customer.email()).ifPresent(link -> links.put(customer.email(), link));
      }
    }
    settle(
        "verify their address",
        links.entrySet(),
        link -> shop.verification(link.getValue()),
        (link, outcome) -> verified.add(link.getKey()));
  }

  /** Goods for all who order again, whether or not others are given theirs back, and the coupon. */
  private Acts prepare(List<Customer> returning, int limit) {
    var since = counts.now();
    var units = new TreeMap<String, Long>();
    for (var customer : returning) {
      customer
          .lines()
          .forEach(line -> units.merge(line.sku(), 2 * line.quantity(), Math::addExact));
    }
    settle(
        "be delivered goods",
        units.entrySet(),
        unit -> shop.receipt(unit.getKey(), run + "-" + unit.getKey(), unit.getValue(), "again"),
        (unit, outcome) -> {});
    settle(
        "be offered a coupon",
        List.of(coupon),
        code -> shop.coupon(code, PERCENT, limit),
        (code, outcome) -> {});
    return new Acts(since, units.size() + 1);
  }

  private void order(
      List<Customer> buying,
      String code,
      SignedInBuyers buyers,
      OrderTally tally,
      List<Customer> tooLate) {
    var key = run + (code.isEmpty() ? "-in-full-" : "-again-");
    Progress.during(
        screen,
        tally::line,
        () ->
            shop.settle(
                ORDERING,
                buying,
                customer ->
                    buyers.as(
                        customer.email(),
                        shop.order(
                            key + customer.email(),
                            customer.email(),
                            customer.lines(),
                            "tok_ok",
                            code)),
                (customer, outcome) -> {
                  if (ShopClient.problemCode(outcome).equals(EXHAUSTED)) {
                    tooLate.add(customer);
                    repeats += outcome.attempts() - 1;
                  } else {
                    var expected = code.isEmpty() ? customer.fullMinor() : customer.reducedMinor();
                    tally.take(key + customer.email(), expected, outcome);
                  }
                }));
  }

  /** Waits until every mail is there and everything is found; what is found then. */
  private List<Reaction> await(Told told) {
    var found = new AtomicReference<>(counts.count(told, inbox));
    var isDone =
        Progress.during(
            screen,
            () -> mailsProgress(found.get()),
            () ->
                Awaiting.until(
                    MAILS_MAX,
                    LOOK,
                    () -> {
                      found.set(counts.count(told, inbox));
                      return found.get().stream().allMatch(Reaction::isEqual)
                          && counts.waiting() == 0;
                    }));
    if (!isDone) {
      troubles.add(
          "after %d s %d mails still wait".formatted(MAILS_MAX.toSeconds(), counts.waiting()));
    }
    return found.get();
  }

  private static String mailsProgress(List<Reaction> reactions) {
    long equal = reactions.stream().filter(Reaction::isEqual).count();
    return "waiting for what follows: %d of %d as often as their causes"
        .formatted(equal, reactions.size());
  }

  private void judge(List<Reaction> reactions) {
    for (var reaction : reactions) {
      if (!reaction.isEqual()) {
        troubles.add(reaction.cause() + ": not as often: " + reaction.line());
      }
    }
    for (var subject : List.of(MailSubject.WELCOME, MailSubject.ORDER_CONFIRMED)) {
      if (inbox.unrecognised(subject) > 0) {
        troubles.add(
            "%d mails came again under another Message-ID".formatted(inbox.unrecognised(subject)));
      }
    }
    troubles.addAll(counts.auditFaults());
  }

  private static String progress(long done, int all, String what) {
    return "%s %d of %d %s".formatted(Progress.bar(done, all), done, all, what);
  }

  /** Carries out all of it; nobody may be refused. */
  private <T> void settle(
      String what,
      Collection<T> all,
      Function<T, HttpText> request,
      BiConsumer<T, CallOutcome> done) {
    var refusals = new ArrayList<String>();
    shop.settle(
        ASKING,
        all,
        request,
        (one, outcome) -> {
          repeats += outcome.attempts() - 1;
          if (outcome.isSuccess()) {
            done.accept(one, outcome);
          } else {
            refusals.add(outcome.describe());
          }
        });
    if (!refusals.isEmpty()) {
      throw new UnreachableException(
          "%d cannot %s, the first: %s".formatted(refusals.size(), what, refusals.getFirst()));
    }
  }
}
