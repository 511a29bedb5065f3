package mercat.orders.domain;

import java.util.Set;
import mercat.contracts.orders.Step;

/**
 * An order ends before it stood.
 *
 * @param asked the steps that others were asked for and must undo
 */
public record Rejection(Refusal refusal, Set<Step> asked) {
  public Rejection {
    asked = Set.copyOf(asked);
  }
}
