package mercat.lab.crash;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import mercat.lab.database.DatabaseAccess;
import mercat.lab.database.Followers;
import mercat.lab.database.ReadSession;
import mercat.lab.load.UnreachableException;
import mercat.lab.shop.AckFile;
import mercat.lab.shop.Waiting;
import mercat.lab.terminal.Screen;
import mercat.lab.verify.Verify;

/** What the database says once a fault is over: who still waits, and whether all is whole. */
public final class Rest {
  /** More than a lease, the provider's silence and the patience of whoever looks for both. */
  public static final Duration SETTLING_MAX = Duration.ofMinutes(2);

  private static final Duration ANSWER_MAX = Duration.ofMinutes(1);
  private static final String ORDERS = "select count(*) from orders.orders";

  private final DatabaseAccess database;

  public Rest(DatabaseAccess database) {
    this.database = database;
  }

  /** Orders without a fate, as soon as the database answers. */
  long pendingOnceItAnswers() {
    var pending = new AtomicLong();
    var answered =
        Waiting.until(
            ANSWER_MAX,
            Duration.ofMillis(20),
            () -> {
              try (var session = new ReadSession(database.asVerifier())) {
                pending.set(new Followers(session).pendingOrders());
                return true;
              } catch (UnreachableException notYet) {
                return false;
              }
            });
    if (!answered) {
      throw new UnreachableException(
          "the database does not answer after " + ANSWER_MAX.toSeconds() + " s");
    }
    return pending.get();
  }

  /** Waits until every order has its fate and everybody has followed; whether that came in time. */
  public boolean await() {
    return await(SETTLING_MAX);
  }

  /**
   * The same with another bound.
   *
   * @param atMost for the fates, and once more for the followers
   */
  public boolean await(Duration atMost) {
    try (var session = new ReadSession(database.asVerifier())) {
      var followers = new Followers(session);
      return Waiting.until(atMost, Duration.ofMillis(50), () -> followers.pendingOrders() == 0)
          && followers.awaitRest(atMost);
    }
  }

  long orders() {
    try (var session = new ReadSession(database.asVerifier())) {
      return session.number(ORDERS);
    }
  }

  /** Whether every invariant holds; what does not is printed. */
  boolean isWhole(Path acks, Screen screen) {
    var verdict = Verify.run(database, AckFile.read(acks));
    if (!verdict.ok()) {
      verdict.print(screen);
    }
    return verdict.ok();
  }
}
