package mercat.recommendations.domain;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
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

/** Baskets in memory, and whoever looks at them by the slow way. */
final class KeptBaskets implements Baskets {
  /** Newest first. */
  private final List<Basket> all = new ArrayList<>();

  private final Set<Sku> withdrawn = new HashSet<>();
  private int seen;

  /** One more basket, of words with blanks between them. */
  @CanIgnoreReturnValue
  Basket buys(String skus) {
    var id = new OrderId(new UUID(1, all.size()));
    all.addFirst(new Basket(id, Stream.of(skus.split(" ", -1)).map(Sku::new).toList()));
    return all.getFirst();
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
  public List<Basket> latestWith(Collection<Sku> skus, int mostOfEach) {
    var found = new HashSet<Basket>();
    for (var sku : skus) {
      all.stream()
          .filter(basket -> basket.skus().size() > 1 && basket.skus().contains(sku))
          .limit(mostOfEach)
          .forEach(found::add);
    }
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
