package mercat.lab.recommending;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.orders.Basket;
import mercat.lab.month.Month;
import mercat.recommendations.domain.Baskets;
import org.jspecify.annotations.Nullable;

/** The baskets of some months in memory, in the order of the files. */
final class MonthBaskets implements Baskets {
  /** Newest last. */
  private final List<Basket> all = new ArrayList<>();

  private final Map<UUID, List<Integer>> ofAccount = new HashMap<>();
  private final Map<Sku, List<Integer>> withSku = new HashMap<>();

  /** What a shop would know of these months by now. */
  static MonthBaskets of(List<Month> months) {
    var baskets = new MonthBaskets();
    for (var month : months) {
      for (var order : month.orders()) {
        baskets.add(account(order), basket(order, baskets.all.size()));
      }
    }
    return baskets;
  }

  /** The account of a buyer, null where the file does not say who bought. */
  static @Nullable UUID account(Month.Order order) {
    return order.isGuests()
        ? null
        : UUID.nameUUIDFromBytes(order.email().getBytes(StandardCharsets.UTF_8));
  }

  static List<Sku> skus(Month.Order order) {
    return order.lines().stream().map(line -> new Sku(line.sku())).toList();
  }

  private static Basket basket(Month.Order order, int number) {
    var skus = skus(order).stream().limit(Basket.SKUS_MAX).toList();
    return new Basket(new OrderId(new UUID(0, number)), skus);
  }

  private void add(@Nullable UUID account, Basket basket) {
    int number = all.size();
    if (account == null && !Baskets.isWorthKeeping(basket)) {
      return;
    }
    all.add(basket);
    if (account != null) {
      ofAccount.computeIfAbsent(account, absent -> new ArrayList<>()).add(number);
    }
    if (Baskets.isWorthKeeping(basket)) {
      basket
          .skus()
          .forEach(sku -> withSku.computeIfAbsent(sku, absent -> new ArrayList<>()).add(number));
    }
  }

  List<Basket> all() {
    return all;
  }

  boolean knows(UUID account) {
    return ofAccount.containsKey(account);
  }

  @Override
  public List<Basket> latest(int most) {
    return all.reversed().stream().filter(Baskets::isWorthKeeping).limit(most).toList();
  }

  /** The newest baskets of a customer. */
  List<Basket> latestOf(UUID account, int most) {
    return newest(ofAccount.getOrDefault(account, List.of()), most).map(all::get).toList();
  }

  @Override
  public List<Basket> latestWith(Collection<Sku> skus, int mostOfEach) {
    var found = new TreeSet<Integer>();
    skus.forEach(
        sku -> newest(withSku.getOrDefault(sku, List.of()), mostOfEach).forEach(found::add));
    return found.descendingSet().stream().map(all::get).toList();
  }

  /** The files say of no product that it is no longer sold. */
  @Override
  public Set<Sku> withdrawn(Collection<Sku> skus) {
    return Set.of();
  }

  private static Stream<Integer> newest(List<Integer> numbers, int most) {
    return numbers.reversed().stream().limit(most);
  }
}
