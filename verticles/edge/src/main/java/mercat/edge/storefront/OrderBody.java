package mercat.edge.storefront;

import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import mercat.contracts.Address;
import mercat.contracts.Line;
import mercat.contracts.Lines;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.promotions.CouponCode;
import mercat.edge.contract.CardNumbers;
import mercat.edge.contract.DirectReader;
import org.jspecify.annotations.Nullable;

/** What a buyer sends to order: the schema {@code NewOrder}. */
record OrderBody(
    List<Line> lines,
    String email,
    PaymentMethod payment,
    @Nullable Address shippingAddress,
    @Nullable UUID shippingAddressId,
    @Nullable Money expectedTotal,
    @Nullable CouponCode coupon) {
  /** Reads orders without their schema where these rules, which are narrower, suffice. */
  static final DirectReader<OrderBody> READER =
      new DirectReader<>(OrderBody.class, OrderBody::isSurelyAllowed);

  private static final int LOCAL_PART_MAX = 64;
  private static final int DOMAIN_MAX = 189;
  private static final int TOKEN_MAX = 255;
  private static final long TOTAL_MAX = 1L << 53;

  record PaymentMethod(String method, String token) {
    private boolean isSurelyAllowed() {
      return method.equals("card")
          && isVisible(token)
          && token.length() <= TOKEN_MAX
          && !CardNumbers.isIn(token);
    }
  }

  /**
   * What the records do not say of themselves: what the schema requires may be absent, and an id
   * may have been written in other ways than the schema allows.
   */
  private boolean isSurelyAllowed() {
    return lines != null
        && areSurelyAllowed(lines)
        && isSurelyEmail(email)
        && payment != null
        && payment.isSurelyAllowed()
        && (shippingAddress == null || isSurelyAllowed(shippingAddress))
        && shippingAddressId == null
        && (expectedTotal == null || isTotal(expectedTotal.amount()))
        && (coupon == null || !CardNumbers.isIn(coupon.value()));
  }

  private static boolean areSurelyAllowed(List<Line> lines) {
    var skus = HashSet.<Sku>newHashSet(lines.size());
    return !lines.isEmpty()
        && lines.size() <= Lines.MAX
        && lines.stream().map(Line::sku).allMatch(sku -> sku != null && skus.add(sku));
  }

  private static boolean isSurelyEmail(String text) {
    int at = text.indexOf('@');
    int domain = text.length() - at - 1;
    return isVisible(text)
        && at == text.lastIndexOf('@')
        && at >= 1
        && at <= LOCAL_PART_MAX
        && domain >= 1
        && domain <= DOMAIN_MAX
        && !CardNumbers.isIn(text);
  }

  private static boolean isSurelyAllowed(Address address) {
    return Stream.of(address.name(), address.line1(), address.city()).allMatch(OrderBody::hasLetter)
        && isCapital(address.country().charAt(0))
        && isCapital(address.country().charAt(1))
        && Stream.of(
                address.name(),
                address.line1(),
                address.line2(),
                address.city(),
                address.region(),
                address.postcode())
            .noneMatch(CardNumbers::isIn);
  }

  private static boolean isTotal(long amount) {
    return amount >= 0 && amount <= TOTAL_MAX;
  }

  private static boolean isVisible(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c <= '~');
  }

  private static boolean hasLetter(String text) {
    return text.codePoints().anyMatch(Character::isLetter);
  }

  private static boolean isCapital(char c) {
    return c >= 'A' && c <= 'Z';
  }
}
