package mercat.simulation;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicReference;
import mercat.platform.bus.Calls;
import mercat.testkit.LocalNode;
import org.jspecify.annotations.Nullable;

/** One life of the node at a place, from its start to its crash. */
final class Life {
  private final int place;
  private final int number;
  private final Promise<Void> death = Promise.promise();
  private final AtomicReference<@Nullable Calls> straight = new AtomicReference<>();
  private final AtomicReference<@Nullable LocalNode> node = new AtomicReference<>();

  Life(int place, int number) {
    this.place = place;
    this.number = number;
  }

  int place() {
    return place;
  }

  int number() {
    return number;
  }

  /** The way to the handlers of this very node. */
  Calls straight() {
    return requireNonNull(straight.get());
  }

  LocalNode node() {
    return requireNonNull(node.get());
  }

  void begins(Calls handlers) {
    straight.set(handlers);
  }

  /** Everything that the node hosts has started. */
  void becomesReady(LocalNode started) {
    node.set(started);
  }

  boolean isReady() {
    return node.get() != null;
  }

  /** Ends this life; false when it was over. */
  boolean end() {
    return death.tryComplete();
  }

  boolean isOver() {
    return death.future().isComplete();
  }

  Future<Void> death() {
    return death.future();
  }

  @Override
  public String toString() {
    return "node " + place + "." + number;
  }
}
