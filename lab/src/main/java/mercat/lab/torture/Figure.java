package mercat.lab.torture;

import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.annotation.EnumNaming;
import mercat.lab.terminal.Numbers;

/** What is measured of a fault, by its name in JSON; of several, the worst or the sum is told. */
@EnumNaming(EnumNamingStrategies.LowerCamelCaseStrategy.class)
public enum Figure {
  /** The longest time in which nobody at all had a final answer. */
  MAX_UNAVAILABLE_MS,

  /** From the end of the fault until the last attempt without a proper answer. */
  RECOVER_MS_MAX,

  /** Answers that blamed the server, repeats included. */
  SERVER_ERRORS,

  /** The longest that one client, asking on elsewhere, had no proper answer. */
  WAITED_MS_MAX,

  /** Of the database only: the longest time in which nobody was served after it was back. */
  SERVED_AGAIN_MS_MAX("served again %s after the database accepted connections"),

  /** The longest that any node named a life of another that had ended. */
  STALE_MS_MAX,

  /** From the end of the fault until every node named exactly those that live. */
  TRUTHFUL_MS_MAX,

  /** Of parted nodes only: orders that the less busy side acknowledged. */
  SIDE_ORDERS_MIN("each side took %s orders or more"),

  /** Of clients killed too: orders without a fate when the database answered again. */
  PENDING_MAX("%s orders had no fate when the database answered again"),

  /** Of the same: from the crash until all had come to rest by itself. */
  SETTLED_MS_MAX("all at rest by itself in %s"),

  /** Of hooks only: genuine ones that were taken. */
  HOOKS_TAKEN("%s hooks were taken"),

  /** Of hooks only: those that were not genuine, and refused. */
  HOOKS_REFUSED("%s hooks were refused: forged, changed or old"),

  /** Of hooks only: rows of charges that nobody knows, of which hooks told. */
  STRANGERS_ROWS("%s rows were left by hooks about charges that nobody knows"),

  /** Of a provider that is a process of its own: how often it was killed. */
  PROVIDER_DEATHS("the provider was killed %s times"),

  /**
   * Of a process frozen between append and COMMIT: the longest time from then on in which nobody at
   * all had a final answer.
   */
  SILENT_MS_MAX("nobody else was served for %s while it held a log's head");

  private final String remark;

  Figure() {
    this("");
  }

  Figure(String remark) {
    this.remark = remark;
  }

  long both(long one, long other) {
    return switch (this) {
      case SERVER_ERRORS, HOOKS_TAKEN, HOOKS_REFUSED, STRANGERS_ROWS, PROVIDER_DEATHS ->
          one + other;
      case SIDE_ORDERS_MIN -> Math.min(one, other);
      default -> Math.max(one, other);
    };
  }

  /** A sentence where the figure is not of all faults; else empty. */
  String remark(long value) {
    var isTime = name().contains("_MS");
    return remark.formatted(isTime ? Numbers.seconds(value) : Numbers.count(value));
  }
}
