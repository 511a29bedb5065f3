package mercat.accounts;

import com.nulabinc.zxcvbn.Zxcvbn;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.text.Normalizer;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import mercat.contracts.accounts.Credential;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.ProcessorContention;
import org.jspecify.annotations.Nullable;

/**
 * Checks, hashes and compares passwords, one or two at a time: each takes its memory and a
 * processor. Few wait; whoever comes then is told that there is too much to do. Where processors
 * are short, those who buy come first ({@link ProcessorContention}).
 */
final class Passwords {
  /** Two, but never more than half of the processors: the others are for those who buy. */
  static final int THREADS = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 2);

  static final int QUEUE_MAX = 20;
  static final int LENGTH_MIN = 8;
  static final int LENGTH_MAX = 128;

  /** Fewer than a million guesses find it. */
  private static final int GUESSABLE = 1;

  /** Reads its dictionaries when the first password is set. */
  private static final class Strength {
    static final Zxcvbn MEASURE = new Zxcvbn();
  }

  private final Argon2 argon2;
  private final Timer hashes;
  private final DistributionSummary parallel;
  private final AtomicInteger underWay = new AtomicInteger();
  private final Semaphore admitted = new Semaphore(THREADS + QUEUE_MAX);
  private final ThreadPoolExecutor pool =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(QUEUE_MAX),
          Thread.ofPlatform().name("mercat-hashing-", 1).daemon().factory());

  Passwords(Argon2 argon2, MeterRegistry metrics) {
    this.argon2 = argon2;
    this.hashes = metrics.timer("mercat.accounts.password.hashes");
    this.parallel = metrics.summary("mercat.accounts.password.parallel");
    metrics.gauge("mercat.accounts.password.waiting", pool, it -> it.getQueue().size());
  }

  /**
   * What somebody wants whose password will be compared: begun only for as many as there are places
   * here, so that a crowd costs no look-ups.
   *
   * @throws Failure <em>overloaded</em>, when nothing was begun
   */
  <T> T admit(Supplier<T> wanted) {
    if (!admitted.tryAcquire()) {
      throw Failure.overloaded("accounts");
    }
    try {
      return wanted.get();
    } finally {
      admitted.release();
    }
  }

  /**
   * The hash of a new password.
   *
   * @param known what everybody knows of the person, and no password may consist of
   * @throws Failure <em>invalid</em>, when it is too short, too long or too easy to guess
   */
  String hash(Credential password, List<String> known, Call call) {
    var text = normal(password);
    int length = text.codePointCount(0, text.length());
    if (length < LENGTH_MIN || length > LENGTH_MAX) {
      throw Failure.invalid(
          "password must have " + LENGTH_MIN + " to " + LENGTH_MAX + " characters");
    }
    return inPool(
        call,
        () -> {
          if (Strength.MEASURE.measure(text, known).getScore() <= GUESSABLE) {
            throw Failure.invalid("password is too easy to guess");
          }
          return measured(() -> argon2.hash(text));
        });
  }

  /**
   * Whether a stored hash is the password's. Takes the same time where nothing is stored.
   *
   * @param phc null or empty when there is none that it could be
   */
  boolean matches(@Nullable String phc, Credential password, Call call) {
    var text = normal(password);
    var compared = phc == null || phc.isEmpty() ? argon2.ofNobody() : phc;
    return inPool(call, () -> measured(() -> argon2.matches(compared, text)));
  }

  /** The hash of a password that matched, at today's cost; the same when it has it. */
  String renewed(String phc, Credential password, Call call) {
    return argon2.isCostOf(phc)
        ? phc
        : inPool(call, () -> measured(() -> argon2.hash(normal(password))));
  }

  private <T> T measured(Supplier<T> hashing) {
    parallel.record(underWay.incrementAndGet());
    try {
      return hashes.record(hashing);
    } finally {
      underWay.decrementAndGet();
    }
  }

  private static String normal(Credential password) {
    return Normalizer.normalize(password.value(), Normalizer.Form.NFKC);
  }

  private <T> T inPool(Call call, Callable<T> work) {
    var hashing =
        new FutureTask<>(() -> {
          if (call.deadline().hasPassed()) {
            throw Failure.deadlineExceeded("hashing");
          }
          return work.call();
        });
    try {
      pool.execute(() -> ProcessorContention.runAndRest(hashing));
      return hashing.get();
    } catch (RejectedExecutionException full) {
      throw Failure.overloaded("accounts");
    } catch (ExecutionException thrown) {
      throw thrown.getCause() instanceof Failure failure
          ? failure
          : Failure.internal("hashing failed", thrown.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Failure.unavailable("accounts", stopped);
    }
  }
}
