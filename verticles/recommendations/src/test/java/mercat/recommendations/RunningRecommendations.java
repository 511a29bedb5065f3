package mercat.recommendations;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.log.ReadLog;
import mercat.contracts.log.ResetFollower;
import mercat.contracts.orders.Basket;
import mercat.contracts.orders.FindBaskets;
import mercat.contracts.orders.FindOwnBaskets;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.recommendations.OwnRecommendations;
import mercat.contracts.recommendations.RelatedProducts;
import mercat.platform.Actor;
import mercat.testkit.Fresh;
import mercat.testkit.LocalNode;
import mercat.testkit.StandIn;
import mercat.testkit.TestDatabase;

/** Recommendations on a real server, beside stand-ins for those it follows. */
final class RunningRecommendations extends LocalNode {
  private static final Money TOTAL = new Money(1, "GBP");

  private static final Actor STAFF =
      new Actor("staff", Set.of("followers:read", "followers:write"));

  final StandIn orders = standIn("orders");
  final StandIn accounts = standIn("accounts");
  final StandIn catalog = standIn("catalog");
  private final Map<OrderId, Basket> bought = new ConcurrentHashMap<>();
  private volatile List<Basket> own = List.of();

  RunningRecommendations() {
    super(TestDatabase.fresh(), Map.of("recommendations.popularity-every", "50ms"));
    ordersAnswers();
    host(new RecommendationsContext());
  }

  /** Orders tells what was bought. */
  void ordersAnswers() {
    orders.answers(
        FindBaskets.class,
        request ->
            Future.succeededFuture(
                new FindBaskets.Found(
                    request.orderIds().stream()
                        .filter(bought::containsKey)
                        .map(bought::get)
                        .toList())));
    orders.repliesBy(FindOwnBaskets.class, request -> new FindBaskets.Found(own));
  }

  /** Orders tells a customer that this is what they bought, newest first. */
  void ordersTellsOwn(OrderId... ids) {
    own = Stream.of(ids).map(bought::get).toList();
  }

  /** Orders can tell what was bought, and announces nothing yet. */
  OrderId placed(String... skus) {
    var id = Fresh.orderId();
    bought.put(id, new Basket(id, Arrays.stream(skus).map(Sku::new).toList()));
    return id;
  }

  void confirms(OrderId... ids) {
    orders.announces(
        Stream.of(ids).map(id -> new OrderConfirmed(id, TOTAL)).toArray(OrderConfirmed[]::new));
  }

  @CanIgnoreReturnValue
  OrderId buys(String... skus) {
    var id = placed(skus);
    confirms(id);
    return id;
  }

  void awaitFollowed() {
    for (var source : List.of("orders", "accounts", "catalog")) {
      awaitFollowed("recommendations", source);
    }
  }

  List<String> related(String sku) {
    return names(ask(new RelatedProducts(new Sku(sku), 10)));
  }

  List<String> forCustomer(UUID account) {
    var customer = new Actor(account.toString(), Set.of("customer"));
    return names(askAs(customer, new OwnRecommendations(10)));
  }

  private static List<String> names(RelatedProducts.Found found) {
    return found.skus().stream().map(Sku::value).toList();
  }

  /** Has the log of a source applied from its beginning again. */
  void rebuild(String source) {
    var log = ask(new ReadLog(source, "test", ReadLog.END, 1, Set.of()));
    var reset = new ResetFollower("recommendations", source, 0, log.incarnation());
    assertThat(askAs(STAFF, reset)).isInstanceOf(ResetFollower.Reply.Moved.class);
  }

  /** Everything that it knows, row by row. */
  List<String> contents() {
    return Stream.of("profile", "basket", "purchase", "withdrawn_product")
        .flatMap(table ->
            rows(
                "select '%1$s ' || t::text from recommendations.%1$s t order by 1".formatted(table))
                .stream())
        .toList();
  }

  List<String> rows(String sql) {
    return database().rows(sql);
  }
}
