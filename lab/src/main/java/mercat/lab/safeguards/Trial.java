package mercat.lab.safeguards;

import java.util.List;

/**
 * One safeguard, removed.
 *
 * @param noticed whether the torture saw a promise broken
 * @param signs by what
 * @param words the first that it said
 * @param seconds the torture's, without the build
 */
public record Trial(
    String name,
    boolean noticed,
    String removed,
    List<String> faults,
    List<String> signs,
    String words,
    double seconds) {
  public Trial {
    faults = List.copyOf(faults);
    signs = List.copyOf(signs);
  }

  static Trial of(SafeguardPatch safeguard, Loss loss) {
    return new Trial(
        safeguard.name(),
        !loss.signs().isEmpty(),
        safeguard.removed(),
        safeguard.faults(),
        loss.signs(),
        loss.words(),
        loss.seconds());
  }
}
