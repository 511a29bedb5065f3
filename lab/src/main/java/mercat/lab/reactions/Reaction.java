package mercat.lab.reactions;

import java.util.List;
import java.util.stream.Collectors;
import mercat.lab.terminal.Numbers;

/**
 * What happened so often, and how often each thing was found that follows from it, each of which is
 * to be found as often.
 *
 * @param cause what happened
 */
record Reaction(String cause, long count, List<Effect> effects) {
  Reaction(String cause, long count, Effect... effects) {
    this(cause, count, List.of(effects));
  }

  /**
   * What follows.
   *
   * @param repeats how often one of them came again, recognised as a repeat; not counted
   */
  record Effect(String name, long count, long repeats) {
    Effect(String name, long count) {
      this(name, count, 0);
    }

    private String line() {
      return " = %s %s%s"
          .formatted(
              name,
              Numbers.count(count),
              repeats == 0 ? "" : " (and %s repeats)".formatted(Numbers.count(repeats)));
    }
  }

  boolean isEqual() {
    return effects.stream().allMatch(effect -> effect.count == count);
  }

  /** Such as {@code 885 = welcome mails 885 (and 3 repeats) = profiles 885}. */
  String line() {
    return Numbers.count(count) + effects.stream().map(Effect::line).collect(Collectors.joining());
  }
}
