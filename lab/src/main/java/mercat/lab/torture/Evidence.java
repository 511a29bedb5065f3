package mercat.lab.torture;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a fault notes of itself while it strikes, for whoever judges it. */
final class Evidence {
  private @Nullable Freeze freeze;
  private OptionalLong fewestOfASide = OptionalLong.empty();

  void frozen(Freeze frozen) {
    freeze = frozen;
  }

  Optional<Freeze> freeze() {
    return Optional.ofNullable(freeze);
  }

  /** One of two sides that were parted acknowledged so many orders. */
  void served(long orders) {
    fewestOfASide = OptionalLong.of(Math.min(orders, fewestOfASide.orElse(orders)));
  }

  OptionalLong fewestOfASide() {
    return fewestOfASide;
  }
}
