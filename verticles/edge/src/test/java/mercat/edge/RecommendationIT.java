package mercat.edge;

import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import java.util.List;
import mercat.contracts.Sku;
import mercat.contracts.recommendations.OwnRecommendations;
import mercat.contracts.recommendations.RelatedProducts;
import mercat.platform.Failure;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What buyers are told of what they may want besides; and that they never wait for it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecommendationIT {
  private static final String RELATED = "/v1/products/85123A/related";
  private static final String OWN = "/v1/me/recommendations";
  private static final String NONE = "{\"data\":[]}";

  /** Longer than a slow machine takes to answer. */
  @AutoClose
  private final RunningEdge edge = new RunningEdge("edge.recommendations-patience", "10s");

  @AutoClose
  private final RunningEdge impatient = new RunningEdge("edge.recommendations-patience", "300ms");

  private final String[] customer = Samples.bearer(TokenIssuer.FIRST.token("customer"));

  @BeforeAll
  void signIn() {
    TokenIssuer.FIRST.introduceTo(edge);
    TokenIssuer.FIRST.introduceTo(impatient);
  }

  private double missed() {
    return missed(edge);
  }

  private static double missed(RunningEdge by) {
    return by.metrics().get("mercat.edge.recommendations.missed").counter().count();
  }

  @Test
  void namesWhatIsBoughtTogetherWithAProduct() {
    edge.answer(
        RelatedProducts.class,
        new RelatedProducts.Found(List.of(new Sku("71053"), new Sku("84029G"))));
    assertThat(edge.get(RELATED).is(200).text())
        .isEqualTo("{\"data\":[{\"sku\":\"71053\"},{\"sku\":\"84029G\"}]}");
    edge.get(RELATED + "?limit=3").is(200);
    assertThat(edge.asked(RelatedProducts.class))
        .contains(
            new RelatedProducts(new Sku("85123A"), 10), new RelatedProducts(new Sku("85123A"), 3));
  }

  @Test
  void namesToACustomerWhatTheyMayBuyNext() {
    edge.answer(OwnRecommendations.class, new RelatedProducts.Found(List.of(new Sku("71053"))));
    assertThat(edge.get(OWN + "?limit=50", customer).is(200).text())
        .isEqualTo("{\"data\":[{\"sku\":\"71053\"}]}");
    assertThat(edge.asked(OwnRecommendations.class)).contains(new OwnRecommendations(50));
    edge.get(OWN).is(401, "unauthenticated");
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=51", "limit=-1", "limit=x", "limit=1e9", "other=1"})
  void refusesALimitThatIsNone(String query) {
    edge.get(RELATED + "?" + query).is(400, "invalid_request");
    edge.get(OWN + "?" + query, customer).is(400, "invalid_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/products/%C3%A9/related", "/v1/products/-/related"})
  void knowsNothingOfWhatIsNoSku(String path) {
    edge.get(path).is(404, "not_found");
  }

  static List<Failure> away() {
    return List.of(
        Failure.unavailable("recommendations", null),
        Failure.overloaded("recommendations"),
        Failure.deadlineExceeded("recommendations"));
  }

  @ParameterizedTest
  @MethodSource("away")
  void saysNothingWhereRecommendationsIsAway(Failure failure) {
    edge.fail(RelatedProducts.class, failure);
    edge.fail(OwnRecommendations.class, failure);
    double before = missed();
    assertThat(edge.get(RELATED).is(200).text()).isEqualTo(NONE);
    assertThat(edge.get(OWN, customer).is(200).text()).isEqualTo(NONE);
    assertThat(missed()).isEqualTo(before + 2);
  }

  @Test
  void saysNothingWhereRecommendationsDoesNotAnswer() {
    var never = Promise.<RelatedProducts.Found>promise();
    impatient.answerWith(RelatedProducts.class, (asked, call) -> never.future());
    impatient.answerWith(OwnRecommendations.class, (asked, call) -> never.future());
    double before = missed(impatient);
    assertThat(impatient.get(RELATED).is(200).text()).isEqualTo(NONE);
    assertThat(impatient.get(OWN, customer).is(200).text()).isEqualTo(NONE);
    assertThat(missed(impatient)).isEqualTo(before + 2);
  }

  @Test
  void givesRecommendationsNoMoreTimeThanItMayTake() {
    impatient.answer(RelatedProducts.class, new RelatedProducts.Found(List.of()));
    eventually(() -> {
      impatient.get(RELATED).is(200);
      assertThat(impatient.last(RelatedProducts.class).remainingMs()).isLessThanOrEqualTo(300);
    });
  }

  @Test
  void hidesNoFault() {
    edge.fail(RelatedProducts.class, Failure.internal("secret stack", null));
    edge.get(RELATED).is(500, "internal");
  }
}
