package mercat.contracts;

/** What takes more than its share of a batch. Batches are bounded by the sum of their weights. */
public interface Weighted {
  /** How much of a batch this takes, at least 1. */
  int weight();
}
