package mercat.payments;

import static mercat.testkit.LocalNode.eventually;
import static mercat.testkit.LocalNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import mercat.contracts.Money;
import mercat.payments.PaymentProvider.ChargeRequest;
import mercat.payments.domain.ProviderOutcome;
import mercat.payments.domain.ProviderOutcome.Approved;
import mercat.payments.domain.ProviderOutcome.Denied;
import mercat.payments.domain.ProviderOutcome.NeverSeen;
import mercat.payments.domain.ProviderOutcome.Voided;
import org.junit.jupiter.api.Test;

/** What payments relies on, whoever moves the money. Each provider's test runs all of it. */
interface ProviderContract {
  Money FIVE = new Money(500, "GBP");

  PaymentProvider provider();

  /** A token of a card that is approved. */
  String approved();

  /** One that is refused with {@code insufficient_funds}. */
  String refused();

  /** One that is approved, though no answer comes; it is asked for once, by the next call. */
  String unanswered();

  /** How much a charge holds or has taken at the provider, however many there are of it. */
  List<String> held(UUID key);

  private static ChargeRequest charge(UUID key, String token) {
    return new ChargeRequest(key, FIVE, "card", token);
  }

  private UUID authorized() {
    var key = UUID.randomUUID();
    assertThat(get(provider().authorize(charge(key, approved())))).isEqualTo(new Approved());
    return key;
  }

  private ProviderOutcome lookUp(UUID key) {
    return get(provider().lookUp(key, FIVE));
  }

  @Test
  default void holdsAndTakesOnce() {
    var key = authorized();
    assertThat(lookUp(key)).isEqualTo(new Approved());
    get(provider().capture(key, FIVE));
    get(provider().capture(key, FIVE));
    assertThat(lookUp(key)).isEqualTo(new Approved());
    assertThat(held(key)).containsExactly("500");
  }

  @Test
  default void holdsOnceHoweverOftenItIsAsked() {
    var key = UUID.randomUUID();
    var asked =
        IntStream.range(0, 8).mapToObj(i -> provider().authorize(charge(key, approved()))).toList();
    asked.forEach(each -> assertThat(get(each)).isEqualTo(new Approved()));
    assertThat(get(provider().authorize(charge(key, approved())))).isEqualTo(new Approved());
    assertThat(held(key)).containsExactly("500");
  }

  @Test
  default void saysWhyItRefuses() {
    var key = UUID.randomUUID();
    var outcome = new Denied("insufficient_funds");
    assertThat(get(provider().authorize(charge(key, refused())))).isEqualTo(outcome);
    assertThat(lookUp(key)).isEqualTo(outcome);
    get(provider().voidCharge(key));
    assertThat(held(key)).isEmpty();
  }

  @Test
  default void refusesATokenThatItDoesNotKnow() {
    var key = UUID.randomUUID();
    assertThat(get(provider().authorize(charge(key, "nobodys"))))
        .isEqualTo(new Denied("invalid_token"));
    assertThat(held(key)).isEmpty();
  }

  @Test
  default void hasNeverSeenWhatItWasNotAsked() {
    assertThat(lookUp(UUID.randomUUID())).isEqualTo(new NeverSeen());
  }

  @Test
  default void dropsWhatItHolds() {
    var key = authorized();
    get(provider().voidCharge(key));
    get(provider().voidCharge(key));
    assertThat(lookUp(key)).isEqualTo(new Voided());
    assertThat(held(key)).isEmpty();
    assertThatThrownBy(() -> get(provider().capture(key, FIVE))).hasMessageContaining("refuses");
  }

  @Test
  default void refusesFromThenOnWhatIsVoidedBeforeItArrives() {
    var key = UUID.randomUUID();
    get(provider().voidCharge(key));
    assertThat(get(provider().authorize(charge(key, approved())))).isEqualTo(new Voided());
    assertThat(lookUp(key)).isEqualTo(new Voided());
    assertThat(held(key)).isEmpty();
  }

  @Test
  default void doesNotDropWhatItTook() {
    var key = authorized();
    get(provider().capture(key, FIVE));
    assertThatThrownBy(() -> get(provider().voidCharge(key))).hasMessageContaining("refuses");
    assertThat(lookUp(key)).isEqualTo(new Approved());
    assertThat(held(key)).containsExactly("500");
  }

  @Test
  default void returnsEachPartOnceAndNoMoreThanItTook() {
    var key = authorized();
    get(provider().capture(key, FIVE));
    var part = UUID.randomUUID();
    var two = new Money(200, "GBP");
    get(provider().refund(part, key, two));
    get(provider().refund(part, key, two));
    assertThat(held(key)).containsExactly("300");
    assertThatThrownBy(() -> get(provider().refund(UUID.randomUUID(), key, FIVE)))
        .hasMessageContaining("refuses");
    get(provider().refund(UUID.randomUUID(), key, new Money(300, "GBP")));
    assertThat(held(key)).containsExactly("0");
  }

  @Test
  default void tellsLaterWhatItDidNotAnswer() {
    var key = UUID.randomUUID();
    Future<ProviderOutcome> unheard = provider().authorize(charge(key, unanswered()));
    eventually(() -> assertThat(lookUp(key)).isEqualTo(new Approved()));
    get(provider().voidCharge(key));
    assertThat(held(key)).isEmpty();
    assertThat(unheard).isNotNull();
  }

  /** An order that costs nothing goes the same way. */
  @Test
  default void holdsAndTakesNothing() {
    var nothing = new Money(0, "GBP");
    var key = UUID.randomUUID();
    var charge = new ChargeRequest(key, nothing, "card", approved());
    assertThat(get(provider().authorize(charge))).isEqualTo(new Approved());
    get(provider().capture(key, nothing));
    var voided = UUID.randomUUID();
    get(provider().authorize(new ChargeRequest(voided, nothing, "card", approved())));
    get(provider().voidCharge(voided));
  }
}
