package mercat.orders.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import mercat.contracts.Address;
import mercat.contracts.Line;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.promotions.CouponCode;
import mercat.testkit.ShopSample;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestsTest {
  private static final Line CUPS = new Line(new Sku("CUP"), 2);
  private static final Line PLATES = new Line(new Sku("PLATE"), 2);
  private static final Address HOME = new Address("Ann", "1 Street", "", "London", "", "N1", "GB");

  @ParameterizedTest
  @ValueSource(strings = {"zoë@example.org", " ZOË@Example.ORG\t", "zoe\u0308@example.org"})
  void nameABuyerHoweverTheirAddressIsWritten(String email) {
    assertThat(Digests.buyer(email)).isEqualTo(Digests.buyer("zoë@example.org"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zoe@example.org", "zoë@example.or", "z oë@example.org", ""})
  void tellBuyersApart(String email) {
    assertThat(Digests.buyer(email)).isNotEqualTo(Digests.buyer("zoë@example.org"));
  }

  @Test
  void areTheSameWhateverIdAndKeyARepeatBears() {
    assertThat(content("a@x", "card", "tok", List.of(CUPS), pence(1), HOME))
        .isEqualTo(content("a@x", "card", "tok", List.of(CUPS), pence(1), HOME));
  }

  @Test
  void differWhereAnythingThatWasAskedForDiffers() {
    var contents =
        Stream.of(
                content("a@x", "card", "tok", List.of(CUPS), null, null),
                content("A@x", "card", "tok", List.of(CUPS), null, null),
                content("a@x", "cash", "tok", List.of(CUPS), null, null),
                content("a@x", "card", "toc", List.of(CUPS), null, null),
                content("a@x", "car", "dtok", List.of(CUPS), null, null),
                content("a@x", "card", "tok", List.of(PLATES), null, null),
                content("a@x", "card", "tok", List.of(new Line(CUPS.sku(), 3)), null, null),
                content("a@x", "card", "tok", List.of(CUPS, PLATES), null, null),
                content("a@x", "card", "tok", List.of(PLATES, CUPS), null, null),
                content("a@x", "card", "tok", List.of(CUPS), pence(1), null),
                content("a@x", "card", "tok", List.of(CUPS), new Money(1, "EUR"), null),
                content("a@x", "card", "tok", List.of(CUPS), null, HOME))
            .toList();
    assertThat(contents).doesNotHaveDuplicates();
  }

  @Test
  void differWhereAnyPartOfTheAddressDiffers() {
    var contents =
        Stream.of(
                HOME,
                new Address("Bob", "1 Street", "", "London", "", "N1", "GB"),
                new Address("Ann", "2 Street", "", "London", "", "N1", "GB"),
                new Address("Ann", "1 Street", "Flat 2", "London", "", "N1", "GB"),
                new Address("Ann", "1 Street", "", "Leeds", "", "N1", "GB"),
                new Address("Ann", "1 Street", "", "London", "Kent", "N1", "GB"),
                new Address("Ann", "1 Street", "", "London", "", "N2", "GB"),
                new Address("Ann", "1 Street", "", "London", "", "N1", "IE"),
                new Address("Ann1 Street", "", "", "London", "", "N1", "GB"),
                new Address("", "", "", "", "", "", "GB"))
            .map(address -> content("a@x", "card", "tok", List.of(CUPS), null, address))
            .toList();
    assertThat(contents).doesNotHaveDuplicates();
  }

  @Test
  void tellApartAddressesThatReadAlikeWhenTheyAreStrungTogether() {
    var one = new Address("Ann, line1=1 Street", "2", "", "London", "", "N1", "GB");
    var other = new Address("Ann", "1 Street, line1=2", "", "London", "", "N1", "GB");
    assertThat(one).hasToString(other.toString());
    assertThat(content("a@x", "card", "tok", List.of(CUPS), null, one))
        .isNotEqualTo(content("a@x", "card", "tok", List.of(CUPS), null, other));
  }

  @Test
  void differWhereAnotherSavedAddressIsNamed() {
    var request = ShopSample.order(it -> {});
    var home = UUID.randomUUID();
    assertThat(Digests.content(request, home, null))
        .isEqualTo(Digests.content(request, home, null))
        .isNotEqualTo(Digests.content(request, UUID.randomUUID(), null))
        .isNotEqualTo(Digests.content(request, null, null));
  }

  @Test
  void differWhereAnotherCouponIsNamedInWhicheverLetters() {
    var request = ShopSample.order(it -> {});
    assertThat(Digests.content(request, null, new CouponCode("SPRING")))
        .isEqualTo(Digests.content(request, null, new CouponCode("spring")))
        .isNotEqualTo(Digests.content(request, null, new CouponCode("AUTUMN")))
        .isNotEqualTo(Digests.content(request, null, null));
  }

  @Test
  void nameACustomerAsNoGuestIsNamed() {
    var account = UUID.randomUUID();
    assertThat(Digests.customer(account))
        .isEqualTo(Digests.customer(account))
        .isNotEqualTo(Digests.customer(UUID.randomUUID()));
  }

  private static String content(
      String email,
      String method,
      String token,
      List<Line> lines,
      @Nullable Money expected,
      @Nullable Address address) {
    var request =
        ShopSample.order(it -> {
          it.email = email;
          it.lines = lines;
          it.method = method;
          it.token = token;
          it.expectedTotal = expected;
          it.address = address;
        });
    return HexFormat.of().formatHex(Digests.content(request, null, null));
  }

  private static Money pence(long amount) {
    return new Money(amount, "GBP");
  }
}
