package mercat.orders;

import io.vertx.core.buffer.Buffer;
import java.util.UUID;
import mercat.contracts.Address;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.PlaceOwnOrder;
import mercat.contracts.promotions.CouponCode;
import mercat.orders.domain.Digests;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks to buy, and who they are: a customer, or a guest, told by the e-mail.
 *
 * @param coupon to be redeemed, null for none
 * @param account the customer's, null for a guest
 * @param buyer SHA-256 of the e-mail, by which staff finds it
 * @param claim made of account or e-mail, and key: what makes a repeat harmless
 * @param bodyHash SHA-256 of what was asked for
 */
record Purchase(
    PlaceOrder request,
    @Nullable CouponCode coupon,
    @Nullable UUID account,
    Buffer buyer,
    UUID claim,
    Buffer bodyHash) {
  static Purchase byGuest(PlaceOrder request, @Nullable CouponCode coupon) {
    var buyer = Digests.buyer(request.email());
    return new Purchase(
        request,
        coupon,
        null,
        Buffer.buffer(buyer),
        Digests.claim(buyer, request.key()),
        Buffer.buffer(Digests.content(request, null, coupon)));
  }

  static Purchase by(UUID account, PlaceOwnOrder asked, @Nullable CouponCode coupon) {
    var request = asked.order();
    return new Purchase(
        request,
        coupon,
        account,
        Buffer.buffer(Digests.buyer(request.email())),
        Digests.claim(Digests.customer(account), request.key()),
        Buffer.buffer(Digests.content(request, asked.shippingAddressId(), coupon)));
  }

  /**
   * Whose uses of a coupon are counted together: the customer's, or those under one e-mail. The
   * same is read of a stored order.
   */
  Buffer couponHolder() {
    return account == null
        ? buyer
        : Buffer.buffer()
            .appendLong(account.getMostSignificantBits())
            .appendLong(account.getLeastSignificantBits());
  }

  /** The same purchase, sent to the address that it names. */
  Purchase sentTo(Address address) {
    return new Purchase(request.sentTo(address), coupon, account, buyer, claim, bodyHash);
  }
}
