package mercat.lab.torture;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mercat.lab.month.Month;
import mercat.lab.shop.ShopClient;

/**
 * What is for sale: one article that a third of all buyers want, a row of scarce ones, each of
 * which is the fashion for half a minute and runs out in it, and many ordinary ones.
 *
 * @param scarce how many scarce ones there are
 */
record Assortment(int scarce) {
  static final long PRICE_MINOR = 1_999;
  static final long SCARCE_UNITS = 60;

  private static final String HOT = "TORTURE-HOT";
  private static final String RARE = "TORTURE-RARE-";
  private static final int ORDINARY = 40;
  private static final long PLENTY = 1_000_000;
  private static final Duration FASHION = Duration.ofSeconds(30);

  static Assortment lasting(Duration length) {
    return new Assortment((int) (length.plusMinutes(5).dividedBy(FASHION) + 1));
  }

  void open(ShopClient shop) {
    shop.open(
        skus().stream()
            .map(sku -> new Month.Product(sku, "What is wanted under torture", PRICE_MINOR))
            .toList(),
        sku -> sku.startsWith(RARE) ? SCARCE_UNITS : PLENTY,
        "torture");
  }

  List<String> skus() {
    return Stream.of(
            Stream.of(HOT),
            IntStream.range(0, ORDINARY).mapToObj(Assortment::ordinary),
            IntStream.range(0, scarce).mapToObj(Assortment::scarce))
        .flatMap(some -> some)
        .toList();
  }

  String wanted(RandomGenerator chance, long nanosSinceStart) {
    var dice = chance.nextInt(100);
    if (dice < 33) {
      return HOT;
    }
    if (dice < 41) {
      return scarce((int) Math.min(scarce - 1, nanosSinceStart / FASHION.toNanos()));
    }
    return ordinary(chance.nextInt(ORDINARY));
  }

  private static String ordinary(int number) {
    return "TORTURE-" + number;
  }

  private static String scarce(int number) {
    return RARE + number;
  }
}
