package mercat.payments.domain;

/** What an entry of the ledger records. */
public enum EntryKind {
  CAPTURE,
  REFUND
}
