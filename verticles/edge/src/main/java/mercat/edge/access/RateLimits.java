package mercat.edge.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import mercat.edge.http.BodyReader;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;

/**
 * Bounds how often something is tried from one address, and for one account. Whoever tries more is
 * delayed, never locked out: one more is let in whenever a share of the minute is over. One for all
 * instances of the edge in a node; each node counts for itself.
 */
public final class RateLimits {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String ORDER = "order";
  private static final String TOKEN = "token";
  private static final String HOOK = "hook";
  private static final String COUPON = "coupon";

  private final ClientAddress addresses;
  private final Maxima maxima;
  private final MeterRegistry metrics;
  private final Cache<String, Bucket> buckets;

  /**
   * How often in a minute; 0 for any number.
   *
   * @param perAddress attempts of one kind, but those below, from one address
   * @param perAccount the same for one account
   * @param orders from one address, and for one account
   * @param tokens asked for by clients of OAuth, from one address, and by one client
   * @param hooks of payment providers, from one address
   * @param coupons that there are not, named from one address
   */
  public record Maxima(
      int perAddress, int perAccount, int orders, int tokens, int hooks, int coupons) {
    int of(String what, int others) {
      return switch (what) {
        case ORDER -> orders;
        case TOKEN -> tokens;
        case HOOK -> hooks;
        default -> others;
      };
    }
  }

  /**
   * Nothing tried yet.
   *
   * @param keptMax addresses and accounts that are remembered at once; where there are more, some
   *     of them begin anew
   */
  public RateLimits(ClientAddress addresses, Maxima maxima, int keptMax, MeterRegistry metrics) {
    this.addresses = addresses;
    this.metrics = metrics;
    this.maxima = maxima;
    // Who was quiet for a minute has everything again.
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(keptMax)
            .expireAfterAccess(MINUTE)
            .executor(Runnable::run)
            .build();
  }

  /**
   * Lets pass what is not tried too often from its address; of anything else the body is not looked
   * at.
   *
   * @param what is tried: attempts of each kind are counted apart
   */
  public Handler<RoutingContext> byAddress(String what, BodyReader bodies) {
    int max = maxima.of(what, maxima.perAddress());
    if (max == 0) {
      return RoutingContext::next;
    }
    return ctx ->
        refusal(max, what, "address", addresses.of(ctx.request()), ctx.response())
            .ifPresentOrElse(refusal -> bodies.refuse(ctx, refusal), ctx::next);
  }

  /**
   * Lets pass what is not tried too often for an account, be there such an account or not.
   *
   * @param named the account, however it is called: letters in another case, or put together
   *     otherwise, are the same; empty when it is tried for none
   * @throws Problem otherwise
   */
  public void byAccount(String what, Supplier<String> named, HttpServerResponse response) {
    int max = maxima.of(what, maxima.perAccount());
    var account = max == 0 ? "" : named.get();
    if (account.isEmpty()) {
      return;
    }
    var normal = Normalizer.normalize(account, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    refusal(max, what, "account", normal, response)
        .ifPresent(refusal -> {
          throw refusal;
        });
  }

  /**
   * Lets pass whoever has not named too many coupons that there are not, which {@link
   * #guessedCoupon} tells: of those that there are, any number may be named.
   *
   * @throws Problem otherwise
   */
  public void requireCouponsLeft(HttpServerRequest request) {
    if (maxima.coupons() == 0) {
      return;
    }
    var left = guesses(request).estimateAbilityToConsume(1);
    if (!left.canBeConsumed()) {
      refused(COUPON, "address");
      throw tooMany(left.getNanosToWaitForRefill());
    }
  }

  /**
   * A coupon was named that there is not. What was under way at once with it counts too, be it more
   * than there may be: so much longer it takes until one more may be named.
   */
  public void guessedCoupon(HttpServerRequest request) {
    if (maxima.coupons() > 0) {
      var unused = guesses(request).consumeIgnoringRateLimits(1);
    }
  }

  private Bucket guesses(HttpServerRequest request) {
    return bucket(maxima.coupons(), COUPON, "address", addresses.of(request));
  }

  /** Tells the client what is left, in the fields RateLimit and RateLimit-Policy. */
  private Optional<Problem> refusal(
      int max, String what, String by, String whose, HttpServerResponse response) {
    var probe = bucket(max, what, by, whose).tryConsumeAndReturnRemaining(1);
    long reset = seconds(probe.getNanosToWaitForReset());
    response
        .headers()
        .add("RateLimit-Policy", "\"%s\";q=%d;w=%d".formatted(by, max, MINUTE.toSeconds()))
        .add("RateLimit", "\"%s\";r=%d;t=%d".formatted(by, probe.getRemainingTokens(), reset));
    if (probe.isConsumed()) {
      return Optional.empty();
    }
    refused(what, by);
    return Optional.of(tooMany(probe.getNanosToWaitForRefill()));
  }

  private void refused(String what, String by) {
    metrics.counter("mercat.edge.attempts.refused", "attempt", what, "by", by).increment();
  }

  private Bucket bucket(int max, String what, String by, String whose) {
    return buckets.asMap().computeIfAbsent(String.join(" ", what, by, whose), first -> bucket(max));
  }

  private static Bucket bucket(int perMinute) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, MINUTE))
        .build();
  }

  private static Problem tooMany(long nanosToWait) {
    long wait = Math.max(1, seconds(nanosToWait));
    return Problem.of(ErrorCode.TOO_MANY_ATTEMPTS, "tried too often; nothing was done")
        .with("Retry-After", String.valueOf(wait));
  }

  private static long seconds(long nanos) {
    return Math.ceilDiv(nanos, Duration.ofSeconds(1).toNanos());
  }
}
