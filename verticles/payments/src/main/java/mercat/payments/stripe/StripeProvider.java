package mercat.payments.stripe;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.payments.PaymentProvider;
import mercat.payments.domain.ProviderOutcome;
import mercat.payments.stripe.IntentStore.KnownIntent;
import mercat.platform.BoundedContext;
import mercat.platform.Failure;

/**
 * Stripe, by payment intents whose capture waits. An order's intent is made first, which holds
 * nothing; its id is committed; only then it is confirmed. So whatever answer is lost, there is one
 * intent that can have held money, and its state can be asked for by its id.
 *
 * <p>Its token is a payment method ({@code pm_…}) that the shop's page had from Stripe. An order
 * that costs nothing is approved, and Stripe never hears of it.
 */
public final class StripeProvider implements PaymentProvider {
  private static final String INTENTS = "/v1/payment_intents";
  private static final String REFUNDS = "/v1/refunds";

  /** Of one order; what it finds more than that would be of no use. */
  private static final String FOUND_MAX = "5";

  private static final String REFUNDS_PAGE = "50";
  private static final int PAGES_MAX = 20;

  private final BoundedContext payments;
  private final StripeApi api;
  private final IntentStore intents;

  /** Stripe, for an account. Which intent is whose is kept in the schema of payments. */
  public StripeProvider(BoundedContext payments, StripeSettings settings) {
    this.payments = payments;
    this.api = new StripeApi(settings, payments.vertx());
    this.intents = new IntentStore(payments);
    payments.showBreaker(name(), "mercat.payments.stripe.breaker", api::breaker);
  }

  @Override
  public String name() {
    return "stripe";
  }

  @Override
  public boolean canMove(Money amount) {
    return StripeAmount.of(amount).isPresent();
  }

  @Override
  public int roomFor(int payments) {
    return api.roomFor(payments);
  }

  @Override
  public Future<ProviderOutcome> authorize(ChargeRequest charge) {
    return payments.call(() -> authorized(charge));
  }

  @Override
  public Future<ProviderOutcome> lookUp(UUID key, Money amount) {
    return payments.call(() -> lookedUp(key, amount));
  }

  @Override
  public Future<Void> capture(UUID key, Money amount) {
    return amount.amount() == 0
        ? Future.succeededFuture()
        : payments.call(() -> captured(key, amount)).mapEmpty();
  }

  @Override
  public Future<Void> voidCharge(UUID key) {
    return payments.call(() -> voided(key)).mapEmpty();
  }

  @Override
  public Future<Void> refund(UUID refundKey, UUID key, Money amount) {
    return payments.call(() -> refunded(refundKey, key, amount)).mapEmpty();
  }

  private ProviderOutcome authorized(ChargeRequest charge) {
    var units = StripeAmount.of(charge.amount());
    if (units.isEmpty()) {
      return new ProviderOutcome.Denied("amount_not_supported");
    }
    var known = intents.find(charge.key());
    if (known.isPresent()) {
      return known.get().intent().isEmpty()
          ? new ProviderOutcome.Voided()
          : goneOn(known.get(), charge);
    }
    return charge.amount().amount() == 0
        ? new ProviderOutcome.Approved()
        : begun(charge, units.get());
  }

  /** Makes an intent. If it was lost before, or another was faster, one holds nothing for ever. */
  private ProviderOutcome begun(ChargeRequest charge, StripeAmount units) {
    var fields = new LinkedHashMap<String, String>();
    fields.put("amount", String.valueOf(units.units()));
    fields.put("currency", units.currency());
    fields.put("capture_method", "manual");
    fields.put("payment_method_types[0]", "card");
    fields.put("metadata[order]", charge.key().toString());
    var answer = api.post(INTENTS, fields, UUID.randomUUID().toString());
    if (!answer.isDone()) {
      return answer.outcome();
    }
    var made = StripeIntent.of(answer.body(), charge.key(), charge.amount());
    var known = intents.claim(charge.key(), made.id());
    if (known.intent().isEmpty()) {
      return new ProviderOutcome.Voided();
    }
    return known.intent().get().equals(made.id())
        ? confirmed(known, charge)
        : goneOn(known, charge);
  }

  /** Whoever confirmed it before may have been answered, whether or not that was heard. */
  private ProviderOutcome goneOn(KnownIntent known, ChargeRequest charge) {
    var outcome = shown(known, charge.key(), charge.amount()).outcome();
    return outcome instanceof ProviderOutcome.NeverSeen ? confirmed(known, charge) : outcome;
  }

  /** A buyer who is not there cannot answer questions of their bank: then it is declined. */
  private ProviderOutcome confirmed(KnownIntent known, ChargeRequest charge) {
    var fields = Map.of("payment_method", charge.token(), "error_on_requires_action", "true");
    var answer = moved(known, "confirm", fields);
    if (answer.isDone()) {
      return StripeIntent.of(answer.body(), charge.key(), charge.amount())
          .named(known.intent().orElseThrow())
          .outcome();
    }
    if (answer.isDeclined() || !answer.isRefused()) {
      return answer.outcome();
    }
    var outcome = shown(known, charge.key(), charge.amount()).outcome();
    return outcome instanceof ProviderOutcome.NeverSeen ? answer.outcome() : outcome;
  }

  private ProviderOutcome lookedUp(UUID key, Money amount) {
    var known = known(key);
    if (known.isEmpty()) {
      return new ProviderOutcome.NeverSeen();
    }
    return known.get().intent().isEmpty()
        ? new ProviderOutcome.Voided()
        : shown(known.get(), key, amount).outcome();
  }

  private boolean captured(UUID key, Money amount) {
    var known = known(key).filter(it -> it.intent().isPresent()).orElseThrow(() -> refuses(key));
    var units = StripeAmount.of(amount).orElseThrow();
    var fields = Map.of("amount_to_capture", String.valueOf(units.units()));
    var intent = StripeIntent.of(stateAfter("capture", fields, known), key, amount);
    return required(key, intent.named(known.intent().get()).isTaken(units));
  }

  private boolean voided(UUID key) {
    var known = known(key).orElseGet(() -> intents.claimNone(key));
    if (known.intent().isEmpty()) {
      return true;
    }
    var intent = StripeIntent.of(stateAfter("cancel", Map.of(), known), key);
    return required(key, intent.named(known.intent().get()).isCanceled());
  }

  /** Returns a part once: what is there already is found by the refund's own key. */
  private boolean refunded(UUID refundKey, UUID key, Money amount) {
    var known = known(key).filter(it -> it.intent().isPresent()).orElseThrow(() -> refuses(key));
    var intent = known.intent().get();
    var refund = new StripeRefund(refundKey, intent, StripeAmount.of(amount).orElseThrow());
    if (stored(refund).isPresent()) {
      return true;
    }
    var fields = new HashMap<String, String>();
    fields.put("payment_intent", intent);
    fields.put("amount", String.valueOf(refund.amount().units()));
    fields.put("metadata[refund]", refundKey.toString());
    fields.put("metadata[order]", key.toString());
    var answer = api.post(REFUNDS, fields, known.once("refund-" + refundKey));
    spendKeysOf(answer, known);
    if (!answer.isDone()) {
      throw answer.isRefused() ? refuses(key) : away(answer);
    }
    return required(key, refund.isDoneBy(answer.body()));
  }

  /** Looks for a refund among those of its intent, page by page. */
  private Optional<JsonObject> stored(StripeRefund refund) {
    var query = new HashMap<>(Map.of("payment_intent", refund.intent(), "limit", REFUNDS_PAGE));
    for (int page = 0; page < PAGES_MAX; page++) {
      var answer = api.get(REFUNDS, query);
      var found = list(answer);
      var own = found.stream().filter(refund::isDoneBy).findFirst();
      if (own.isPresent() || !Boolean.TRUE.equals(answer.body().getValue("has_more"))) {
        return own;
      }
      if (found.isEmpty()) {
        throw StripeApi.unusable("there is more, and nothing of it is shown");
      }
      query.put("starting_after", String.valueOf(found.getLast().getValue("id")));
    }
    throw StripeApi.unusable("more than a thousand refunds of " + refund.intent());
  }

  /**
   * What counts for a charge. Where nothing is stored, an intent that holds money all the same
   * counts: then a database was restored that is older than it. That search may not yet find the
   * newest does no harm: no intent is confirmed before it is stored.
   */
  private Optional<KnownIntent> known(UUID key) {
    var stored = intents.find(key);
    return stored.isPresent() ? stored : search(key).map(id -> intents.claim(key, id));
  }

  private Optional<String> search(UUID key) {
    var query = "metadata['order']:'" + key + "'";
    return list(api.get(INTENTS + "/search", Map.of("query", query, "limit", FOUND_MAX))).stream()
        .map(found -> StripeIntent.of(found, key))
        .filter(StripeIntent::isLive)
        .map(StripeIntent::id)
        .min(Comparator.naturalOrder());
  }

  private static List<JsonObject> list(StripeAnswer answer) {
    if (!answer.isDone() || !(answer.body().getValue("data") instanceof JsonArray data)) {
      throw StripeApi.unusable("a list was asked for: status " + answer.status());
    }
    if (!data.stream().allMatch(JsonObject.class::isInstance)) {
      throw StripeApi.unusable("data");
    }
    return data.stream().map(JsonObject.class::cast).toList();
  }

  private StripeAnswer moved(KnownIntent known, String move, Map<String, String> fields) {
    var path = INTENTS + "/" + known.intent().orElseThrow() + "/" + move;
    var answer = api.post(path, fields, known.once(move));
    spendKeysOf(answer, known);
    return answer;
  }

  private void spendKeysOf(StripeAnswer answer, KnownIntent known) {
    if (answer.isSpent()) {
      intents.spend(known);
    }
  }

  /** A move that was refused may have been made before, by a request whose answer was lost. */
  private JsonObject stateAfter(String move, Map<String, String> fields, KnownIntent known) {
    var answer = moved(known, move, fields);
    if (answer.isDone()) {
      return answer.body();
    }
    if (!answer.isRefused()) {
      throw away(answer);
    }
    return state(known);
  }

  private StripeIntent shown(KnownIntent known, UUID key, Money amount) {
    return StripeIntent.of(state(known), key, amount).named(known.intent().orElseThrow());
  }

  private JsonObject state(KnownIntent known) {
    var answer = api.get(INTENTS + "/" + known.intent().orElseThrow(), Map.of());
    if (!answer.isDone()) {
      throw away(answer);
    }
    return answer.body();
  }

  private static boolean required(UUID key, boolean isDone) {
    if (!isDone) {
      throw refuses(key);
    }
    return true;
  }

  private static Failure away(StripeAnswer answer) {
    return Failure.unavailable("Stripe (status " + answer.status() + ")", null);
  }

  private static Failure refuses(UUID key) {
    return Failure.invalid("the provider refuses to move charge " + key);
  }
}
