package mercat.edge.storefront;

import io.vertx.core.buffer.Buffer;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.CouponRefusal;
import mercat.edge.access.RateLimits;
import mercat.edge.contract.ApiRequest;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Says why a coupon is refused, and makes those wait who go on naming coupons that there are not:
 * whoever knows a code has the coupon, and codes are short.
 */
public record CouponGuesses(RateLimits rates) {
  /**
   * Lets a request go on that names a coupon, or none.
   *
   * @throws Problem when one is named from where too many were guessed
   */
  void require(ApiRequest request, @Nullable CouponCode coupon) {
    if (coupon != null) {
      rates.requireCouponsLeft(request.http());
    }
  }

  Buffer refused(ApiRequest request, CouponRefusal reason) {
    if (reason == CouponRefusal.UNKNOWN_COUPON) {
      rates.guessedCoupon(request.http());
    }
    return request.problem(problem(reason));
  }

  private static Problem problem(CouponRefusal reason) {
    return switch (reason) {
      case UNKNOWN_COUPON -> Problem.of(ErrorCode.UNKNOWN_COUPON, "there is no such coupon");
      case COUPON_NOT_STARTED ->
          Problem.of(ErrorCode.COUPON_NOT_STARTED, "the coupon is for later");
      case COUPON_EXPIRED -> Problem.of(ErrorCode.COUPON_EXPIRED, "the coupon is over");
      case COUPON_EXHAUSTED -> Problem.of(ErrorCode.COUPON_EXHAUSTED, "the coupon is used up");
      case COUPON_LIMIT_REACHED ->
          Problem.of(ErrorCode.COUPON_LIMIT_REACHED, "you have used the coupon up");
      case COUPON_NOT_APPLICABLE ->
          Problem.of(
              ErrorCode.COUPON_NOT_APPLICABLE,
              "the coupon is for larger orders, or for another currency");
    };
  }
}
