package mercat.lab.shop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import mercat.lab.load.HttpText;
import mercat.lab.load.LoadGenerator.CallOutcome;
import mercat.lab.load.RetryPolicy;
import mercat.lab.month.Month;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.Screen;
import mercat.verify.UnreachableException;

/** Buyers who have accounts: they registered, have signed in, and order under their own names. */
public final class SignedInBuyers {
  /** Whose requests go as they are: guests. */
  public static final SignedInBuyers NOBODY =
      new SignedInBuyers(new ConcurrentHashMap<>(), System.nanoTime());

  /**
   * Settings of a system that buyers may sign in to who all come from one address, and that spends
   * next to nothing on their passwords.
   */
  public static final Map<String, String> SETTINGS =
      Map.of(
          "MERCAT_EDGE_ATTEMPTS_MAX", "0",
          "MERCAT_EDGE_ACCOUNT_ATTEMPTS_MAX", "0",
          "MERCAT_ACCOUNTS_HASH_MEMORY_KIB", "8",
          "MERCAT_ACCOUNTS_HASH_ITERATIONS", "1");

  /** What the settings mean, for people. */
  public static final String SETTINGS_SAID =
      "no limit of attempts, and passwords hashed cheaply, on this system";

  /** Enough for passwords to be hashed all the time, and few enough to wait for it. */
  private static final int IN_FLIGHT = 8;

  private static final RetryPolicy PATIENCE =
      new RetryPolicy(Duration.ofSeconds(15), Duration.ofSeconds(20), Duration.ofSeconds(10));

  /** Half of what an access token lives. */
  public static final Duration FRESH = Duration.ofMinutes(5);

  private final Map<String, Tokens> byEmail;
  private final long signedInNanos;

  private record Tokens(String access, String refresh) {
    static Tokens of(CallOutcome outcome) {
      var json = outcome.json();
      return new Tokens(json.path("accessToken").asText(), json.path("refreshToken").asText());
    }
  }

  private SignedInBuyers(Map<String, Tokens> byEmail, long signedInNanos) {
    this.byEmail = byEmail;
    this.signedInNanos = signedInNanos;
  }

  /**
   * Registers those who have no account yet, and signs everybody in.
   *
   * @throws UnreachableException when one of them cannot
   */
  public static SignedInBuyers signIn(ShopClient shop, Collection<String> emails, Screen screen) {
    register(shop, emails, screen);
    return ofRegistered(shop, emails, screen);
  }

  /** Signs in those who have registered already. */
  public static SignedInBuyers ofRegistered(
      ShopClient shop, Collection<String> emails, Screen screen) {
    var password = password(shop);
    var tokens = new ConcurrentHashMap<String, Tokens>();
    Progress.during(
        screen,
        () -> Progress.counted(tokens.size(), emails.size()) + " buyers signed in",
        () ->
            each(
                shop,
                "sign in",
                emails,
                email -> shop.signIn(email, password),
                (email, outcome) -> tokens.put(email, Tokens.of(outcome))));
    return new SignedInBuyers(tokens, System.nanoTime());
  }

  /** Registers those who have no account yet. */
  public static void register(ShopClient shop, Collection<String> emails, Screen screen) {
    var password = password(shop);
    var registered = new AtomicInteger();
    Progress.during(
        screen,
        () -> Progress.counted(registered.get(), emails.size()) + " buyers registered",
        () ->
            each(
                shop,
                "register",
                emails,
                email -> shop.registration(email, password),
                (email, outcome) -> registered.incrementAndGet()));
  }

  /**
   * The same in every run, so that who has registered can sign in again; only staff can tell it.
   */
  public static String password(ShopClient shop) {
    return "lab-" + Month.sha256(shop.adminToken().getBytes(UTF_8)).substring(0, 24);
  }

  /** The same buyers, their access tokens renewed unless they are fresh. */
  public SignedInBuyers refreshed(ShopClient shop, Duration fresh) {
    if (System.nanoTime() - signedInNanos < fresh.toNanos()) {
      return this;
    }
    var tokens = new ConcurrentHashMap<String, Tokens>();
    each(
        shop,
        "refresh the session",
        byEmail.entrySet(),
        buyer -> shop.refresh(buyer.getValue().refresh()),
        (buyer, outcome) -> tokens.put(buyer.getKey(), Tokens.of(outcome)));
    return new SignedInBuyers(tokens, System.nanoTime());
  }

  /** Asks for each until one is refused: so would be all. */
  private static <T> void each(
      ShopClient shop,
      String what,
      Collection<T> all,
      Function<T, HttpText> request,
      BiConsumer<T, CallOutcome> done) {
    var refusals = new ConcurrentLinkedQueue<String>();
    Iterable<T> untilRefused = () -> all.stream().takeWhile(next -> refusals.isEmpty()).iterator();
    shop.with(PATIENCE)
        .settle(
            IN_FLIGHT,
            untilRefused,
            request,
            (one, outcome) -> {
              if (outcome.isSuccess()) {
                done.accept(one, outcome);
              } else {
                refusals.add(outcome.describe());
              }
            });
    var refusal = refusals.peek();
    if (refusal != null) {
      var hint =
          refusal.contains("too_many_attempts")
              ? " (start the system with MERCAT_EDGE_ATTEMPTS_MAX=0"
                  + " MERCAT_EDGE_ACCOUNT_ATTEMPTS_MAX=0)"
              : "";
      throw new UnreachableException("a buyer cannot %s: %s%s".formatted(what, refusal, hint));
    }
  }

  public int count() {
    return byEmail.size();
  }

  public Collection<String> emails() {
    return byEmail.keySet();
  }

  /** The request as this buyer makes it. */
  public HttpText as(String email, HttpText request) {
    if (byEmail.isEmpty()) {
      return request;
    }
    var tokens = Objects.requireNonNull(byEmail.get(email), "nobody signed in by this address");
    return request.with("Authorization", "Bearer " + tokens.access());
  }
}
