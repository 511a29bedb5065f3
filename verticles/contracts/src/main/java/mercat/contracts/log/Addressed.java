package mercat.contracts.log;

/** A request that every context answers, and that says therefore which of them it is for. */
public interface Addressed {
  /** The name of the context that answers. */
  String context();
}
