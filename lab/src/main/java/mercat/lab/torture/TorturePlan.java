package mercat.lab.torture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import mercat.lab.cluster.Layout;
import mercat.lab.terminal.Bounds;

/**
 * What the flags of the command say; without faults named, all may happen.
 *
 * @param once whether it ends as soon as each fault was there once
 * @param taker who takes the buyers' cards
 * @param rate buyers each second; where none is stated, what its {@link WarmUp} finds
 */
public record TorturePlan(
    Path data,
    Layout layout,
    int minutes,
    boolean once,
    long seed,
    List<String> faults,
    PaymentTaker taker,
    OptionalDouble rate,
    List<Path> configs,
    Optional<Path> previous) {
  public TorturePlan {
    data = data.toAbsolutePath().normalize();
    Bounds.check("minutes", minutes, 1, 24 * 60);
    rate.ifPresent(stated -> Bounds.check("rate", stated, 1, 5_000));
    previous
        .filter(jar -> !Files.isRegularFile(jar))
        .ifPresent(jar -> {
          throw new IllegalArgumentException("there is no jar " + jar);
        });
    if (taker == PaymentTaker.STRIPE && previous.isPresent()) {
      throw new IllegalArgumentException("provider: a version before may not know stripe");
    }
    Bounds.checkKnown("fault", faults, Torture.faults().stream().map(Fault::id).toList());
  }

  Duration length() {
    return Duration.ofMinutes(minutes);
  }

  boolean wants(String fault) {
    return faults.isEmpty() || faults.contains(fault);
  }
}
