package mercat.payments.domain;

import mercat.contracts.Money;

/**
 * One side of an entry.
 *
 * @param amount positive into the account, negative out of it
 */
public record LedgerPosting(String account, Money amount) {}
