package mercat.recommendations.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.orders.Basket;
import org.jspecify.annotations.Nullable;

/** Baskets in memory, and whoever looks at them by the slow way. */
final class KeptBaskets implements Baskets {
  /** Newest first. */
  private final List<Basket> all = new ArrayList<>();

  private final Set<Sku> withdrawn = new HashSet<>();
  private int seen;

  /** One more basket, of words with blanks between them. */
  void buys(@Nullable UUID account, String skus) {
    var id = new OrderId(new UUID(1, all.size()));
    all.addFirst(new Basket(id, account, Stream.of(skus.split(" ", -1)).map(Sku::new).toList()));
  }

  void withdraw(String sku) {
    withdrawn.add(new Sku(sku));
  }

  /** The most baskets that one look gave. */
  int seen() {
    return seen;
  }

  @Override
  public List<Basket> latest(int most) {
    return noted(all.stream().filter(basket -> basket.skus().size() > 1).limit(most).toList());
  }

  @Override
  public List<Basket> latestOf(UUID account, int most) {
    return noted(
        all.stream().filter(basket -> account.equals(basket.accountId())).limit(most).toList());
  }

  @Override
  public List<Basket> latestWith(
      Collection<Sku> skus, int mostOfEach, @Nullable UUID exceptAccount) {
    var found = new HashSet<Basket>();
    for (var sku : skus) {
      all.stream()
          .filter(basket -> basket.skus().size() > 1 && basket.skus().contains(sku))
          .limit(mostOfEach)
          .forEach(found::add);
    }
    found.removeIf(basket -> exceptAccount != null && exceptAccount.equals(basket.accountId()));
    return noted(all.stream().filter(found::contains).toList());
  }

  @Override
  public Set<Sku> withdrawn(Collection<Sku> skus) {
    return skus.stream().filter(withdrawn::contains).collect(Collectors.toSet());
  }

  private List<Basket> noted(List<Basket> looked) {
    seen = Math.max(seen, looked.size());
    return looked;
  }
}
