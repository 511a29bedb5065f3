package mercat.payments;

import io.vertx.core.Future;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.payments.domain.ProviderOutcome;

/**
 * Whoever moves the money. Every call names what it is about by a key, and a repeat of a key does
 * nothing new. A call that fails, or does not answer in time, leaves the outcome unknown. What each
 * must do, whoever it is, ProviderContract says in tests.
 */
public interface PaymentProvider {
  /** What settings, payments and the ledger call it, such as {@code sandbox}. */
  String name();

  /** Whether such an amount can be told to the provider at all: not every one has its unit. */
  default boolean canMove(Money amount) {
    return true;
  }

  /**
   * How many of so many payments it may be troubled with now, beside those that it is: none while
   * it is known to be away. What finds no room waits, and none of its looks is spent.
   */
  default int roomFor(int payments) {
    return payments;
  }

  /** Asks to hold an amount. */
  Future<ProviderOutcome> authorize(ChargeRequest charge);

  /** Asks what became of a charge of this amount. */
  Future<ProviderOutcome> lookUp(UUID key, Money amount);

  /** Takes the amount that is held. */
  Future<Void> capture(UUID key, Money amount);

  /** Drops what is held; a charge that never arrived is refused from now on. */
  Future<Void> voidCharge(UUID key);

  /** Returns a part of what was taken. */
  Future<Void> refund(UUID refundKey, UUID key, Money amount);

  /** What is to be held, and on which card. */
  record ChargeRequest(UUID key, Money amount, String method, String token) {}
}
