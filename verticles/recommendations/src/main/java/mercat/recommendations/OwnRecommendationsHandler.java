package mercat.recommendations;

import static mercat.platform.Await.await;

import java.time.Duration;
import java.util.List;
import mercat.contracts.orders.Basket;
import mercat.contracts.orders.FindOwnBaskets;
import mercat.contracts.recommendations.OwnRecommendations;
import mercat.contracts.recommendations.RelatedProducts;
import mercat.platform.Call;
import mercat.platform.RequestHandler;
import mercat.platform.bus.Bus;
import mercat.recommendations.domain.Recommender;

/**
 * Names to a customer what they may want next. What they bought is asked of orders in their name;
 * whoever has no profile is a newcomer.
 */
record OwnRecommendationsHandler(Bus bus, ProfileStore profiles, Recommender recommender)
    implements RequestHandler<OwnRecommendations, RelatedProducts.Found> {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  @Override
  public RelatedProducts.Found handle(OwnRecommendations request, Call call) {
    var account = call.actor().requireCustomer();
    var bought = profiles.isKnown(account) ? bought(call) : List.<Basket>of();
    return new RelatedProducts.Found(recommender.forCustomer(bought, request.limit()));
  }

  private List<Basket> bought(Call call) {
    var question = new FindOwnBaskets(Recommender.OWN_BASKETS);
    return await(bus.ask(question, call.passedOnBy("recommendations", PATIENCE))).baskets();
  }
}
