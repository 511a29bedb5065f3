package mercat.edge.backoffice;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Map;
import mercat.contracts.Money;
import mercat.contracts.promotions.Coupon;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.CouponTerms;
import mercat.contracts.promotions.FindCoupon;
import mercat.contracts.promotions.FindCoupons;
import mercat.contracts.promotions.PutCoupon;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.ListPage;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import mercat.platform.bus.Bus;
import org.jspecify.annotations.Nullable;

/** Coupons, as the back office keeps them. */
public record AdminCouponHandlers(Bus bus) {
  /**
   * What staff sends of a coupon.
   *
   * @param version that it is a change of, null for whichever there is
   */
  private record CouponBody(
      @Nullable Integer percent,
      @Nullable Money amount,
      @Nullable Money minimumSubtotal,
      @Nullable Instant startsAt,
      @Nullable Instant endsAt,
      @Nullable Long limit,
      @Nullable Long limitPerCustomer,
      @Nullable Long version) {
    PutCoupon put(CouponCode code) {
      try {
        var coupon =
            new Coupon(
                code,
                new CouponTerms(percent, amount),
                minimumSubtotal,
                startsAt,
                endsAt,
                limit,
                limitPerCustomer);
        return new PutCoupon(coupon, version);
      } catch (IllegalArgumentException contradiction) {
        throw Problem.invalid("", String.valueOf(contradiction.getMessage()));
      }
    }
  }

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of("listCoupons", this::list, "readCoupon", this::read, "putCoupon", this::put);
  }

  private Future<Buffer> list(ApiRequest request) {
    var question = new FindCoupons(afterCode(request), request.number("limit"));
    return bus.ask(question, request.call())
        .map(found -> request.page(found.coupons(), found.more(), held -> held.coupon().code()));
  }

  /** The code after which a page begins, empty for the first. */
  private static String afterCode(ApiRequest request) {
    var cursor = request.text("cursor");
    try {
      return cursor.isEmpty() ? "" : new CouponCode(ListPage.position(cursor)).value();
    } catch (IllegalArgumentException malformed) {
      throw ListPage.forged();
    }
  }

  private Future<Buffer> read(ApiRequest request) {
    return bus.ask(new FindCoupon(code(request)), request.call())
        .map(reply ->
            switch (reply) {
              case FindCoupon.Reply.Found(var coupon) -> request.json(200, coupon);
              case FindCoupon.Reply.Unknown unknown -> request.notFound();
            });
  }

  private Future<Buffer> put(ApiRequest request) {
    return bus.ask(request.body(CouponBody.class).put(code(request)), request.call())
        .map(reply ->
            switch (reply) {
              case PutCoupon.Reply.Stored(var coupon, var created) ->
                  request.json(created ? 201 : 200, coupon);
              case PutCoupon.Reply.OtherVersion(var version) ->
                  request.problem(
                      ErrorCode.VERSION_CHANGED,
                      version == 0 ? "there is no such coupon" : "its version is " + version);
              case PutCoupon.Reply.LimitBelowUses below ->
                  request.problem(
                      ErrorCode.LIMIT_BELOW_USES,
                      "it has been redeemed more often: set endsAt to end it");
            });
  }

  private static CouponCode code(ApiRequest request) {
    return new CouponCode(request.text("code"));
  }
}
