package mercat.recommendations;

import mercat.contracts.recommendations.OwnRecommendations;
import mercat.contracts.recommendations.RelatedProducts;
import mercat.platform.BoundedContext;
import mercat.platform.ContextDefinition;
import mercat.recommendations.domain.Recommender;

/** Recommendations: what is bought together, and what a customer may want next. */
public final class RecommendationsContext implements ContextDefinition {
  @Override
  public String name() {
    return "recommendations";
  }

  @Override
  public Class<? extends Record> config() {
    return RecommendationsConfig.class;
  }

  @Override
  public void start(BoundedContext context) {
    var config = context.config(RecommendationsConfig.class);
    var recommender = new Recommender(new StoredBaskets(context.database()));
    var profiles = new ProfileStore(context.database());
    context.every(config.popularityEvery(), "look what everybody buys", recommender::refresh);
    context.answer(
        RelatedProducts.class,
        (request, call) ->
            new RelatedProducts.Found(recommender.related(request.sku(), request.limit())));
    context.answer(
        OwnRecommendations.class,
        new OwnRecommendationsHandler(context.bus(), profiles, recommender));
    context.serveLog();
    context.follow("orders", new OrderFollower(context.bus(), new BasketStore()));
    context.follow("accounts", new ProfileFollower(profiles));
    context.follow("catalog", new AssortmentFollower());
  }
}
