package mercat.testkit;

import static java.util.Objects.requireNonNull;
import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import mercat.contracts.Event;
import mercat.contracts.OrderId;
import mercat.contracts.inventory.StockReleased;
import mercat.contracts.log.DiscardParked;
import mercat.contracts.log.ListFollowers;
import mercat.contracts.log.ListFollowers.FollowerState;
import mercat.contracts.log.ListParked;
import mercat.contracts.log.ListParked.ParkedEvent;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadLog;
import mercat.contracts.log.ResetFollower;
import mercat.contracts.log.RetryParked;
import mercat.contracts.log.StaffActed;
import mercat.contracts.orders.OrderShipped;
import mercat.platform.Actor;
import mercat.platform.BoundedContext;
import mercat.platform.Failure;
import mercat.platform.database.Tx;
import mercat.platform.log.Follower;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What staff does about events that a follower cannot apply, and about logs that were restored. */
class FollowerOperationsIT {
  private static final Actor STAFF =
      new Actor("staff", Set.of("followers:read", "followers:write"));

  @AutoClose private final LocalNode node = LocalNode.start(Map.of());
  private final StandIn orders = node.standIn("orders");
  private final Set<UUID> poisoned = ConcurrentHashMap.newKeySet();
  private final AtomicInteger forgotten = new AtomicInteger();
  private final OrderId first = Fresh.orderId();
  private final OrderId other = Fresh.orderId();

  /**
   * Says in its own log what it has applied, unless it cannot; and which keys it was shown before.
   */
  private final class Told implements Follower {
    private final Set<UUID> shown;

    Told(Set<UUID> shown) {
      this.shown = shown;
    }

    @Override
    public Follower prepared(List<LogEntry> entries) {
      return new Told(entries.stream().map(LogEntry::key).collect(Collectors.toSet()));
    }

    @Override
    public void forget(Tx tx) {
      forgotten.incrementAndGet();
    }

    @Override
    public Set<Class<? extends Event>> applies() {
      return Set.of(OrderShipped.class);
    }

    @Override
    public void apply(Tx tx, List<LogEntry> entries) {
      for (var entry : entries) {
        if (!shown.contains(entry.key())) {
          throw new IllegalStateException("not prepared for " + entry);
        }
        tx.append(entry, entry.key(), new StockReleased(new OrderId(entry.key())));
        if (poisoned.contains(entry.key())) {
          throw Failure.invalid("it is poison");
        }
      }
    }
  }

  @BeforeEach
  void follow() {
    node.host("inventory", this::inventory);
  }

  private void inventory(BoundedContext inventory) {
    inventory.serveLog();
    inventory.follow("orders", new Told(Set.of()));
  }

  @Test
  void listsWhatIsParkedAndAppliesItInOrderWhenItCanBe() {
    poisoned.add(first.value());
    ships(first, other, first);
    assertThat(parked()).extracting(ParkedEvent::position).containsExactly(1L, 3L);
    assertThat(parked().getFirst().error()).contains("it is poison");
    assertThat(told(other)).isEqualTo(1);
    assertThat(state().parked()).isEqualTo(2);
    assertThat(state().parkedSince()).isNotNull();

    assertThat(retry(3)).isEqualTo(new RetryParked.Reply.Behind(1));
    assertThat(retry(1)).isInstanceOf(RetryParked.Reply.Failed.class);
    assertThat(parked().getFirst().attempts()).as("attempts").isEqualTo(4);
    assertThat(told(first)).isZero();

    poisoned.clear();
    assertThat(retry(1)).isEqualTo(new RetryParked.Reply.Applied(List.of(1L, 3L)));
    assertThat(told(first)).isEqualTo(2);
    assertThat(parked()).isEmpty();
    assertThat(retry(1)).isEqualTo(new RetryParked.Reply.Unknown());
    ships(first);
    assertThat(told(first)).as("applied by itself again").isEqualTo(3);
  }

  @Test
  void forgetsWhatIsDiscardedAndKeepsWhatWaitsBehindIt() {
    poisoned.add(first.value());
    ships(first, first);
    var discard = new DiscardParked("inventory", "orders", 1);
    assertThat(node.askAs(STAFF, discard)).isEqualTo(new DiscardParked.Reply.Discarded());
    assertThat(node.askAs(STAFF, discard)).isEqualTo(new DiscardParked.Reply.Unknown());
    poisoned.clear();
    assertThat(retry(2)).isEqualTo(new RetryParked.Reply.Applied(List.of(2L)));
    assertThat(told(first)).isEqualTo(1);
  }

  @Test
  void goesOnFromWhereItIsSet() {
    ships(first, other);
    assertThat(reset(0, incarnation())).isEqualTo(new ResetFollower.Reply.Moved(2));
    eventually(() -> assertThat(told(first)).isEqualTo(2));
    assertThat(state().position()).isEqualTo(2);
    assertThat(reset(3, incarnation())).isEqualTo(new ResetFollower.Reply.BeyondEnd(2));
    ships(other);
    assertThat(told(other)).isEqualTo(3);
  }

  @Test
  void takesBackWhatItHasAppliedOnlyWhereItBeginsAgain() {
    ships(first, other);
    assertThat(reset(1, incarnation())).isEqualTo(new ResetFollower.Reply.Moved(2));
    node.awaitFollowed("inventory", "orders");
    assertThat(forgotten).hasValue(0);
    assertThat(reset(0, incarnation())).isEqualTo(new ResetFollower.Reply.Moved(2));
    assertThat(forgotten).hasValue(1);
  }

  @Test
  void standsStillBeforeALogThatWasRestoredUntilItIsAccepted() {
    ships(first);
    var before = incarnation();
    node.database().change("update orders.log_head set incarnation = gen_random_uuid()");
    orders.announces(new OrderShipped(other));
    var after = node.ask(new ReadLog("orders", "test", ReadLog.END, 1, Set.of())).incarnation();
    assertThat(reset(1, before)).isEqualTo(new ResetFollower.Reply.OtherLog(after));
    assertThat(told(other)).isZero();
    assertThat(state().incarnation()).isEqualTo(before);
    assertThat(reset(1, after)).isEqualTo(new ResetFollower.Reply.Moved(1));
    eventually(() -> assertThat(told(other)).isEqualTo(1));
    assertThat(told(first)).as("applied once in all").isEqualTo(1);
  }

  @Test
  void isForStaffWithTheScope() {
    node.assertOnlyFor("followers:read", new ListFollowers("inventory"));
    node.assertOnlyFor("followers:read", new ListParked("inventory", "orders", 0, 1));
    node.assertOnlyFor("followers:write", new RetryParked("inventory", "orders", 1));
    node.assertOnlyFor("followers:write", new DiscardParked("inventory", "orders", 1));
    var reset = new ResetFollower("inventory", "orders", 0, UUID.randomUUID());
    node.assertOnlyFor("followers:write", reset);
  }

  private void ships(OrderId... ids) {
    for (var id : ids) {
      orders.announces(new OrderShipped(id));
    }
    node.awaitFollowed("inventory", "orders");
  }

  private long told(OrderId id) {
    return node.announced("inventory", id.value()).size();
  }

  private FollowerState state() {
    var listed = node.askAs(STAFF, new ListFollowers("inventory")).followers();
    assertThat(listed).hasSize(1);
    return listed.getFirst();
  }

  private UUID incarnation() {
    return requireNonNull(state().log()).incarnation();
  }

  private List<ParkedEvent> parked() {
    return node.askAs(STAFF, new ListParked("inventory", "orders", 0, 100)).events();
  }

  private RetryParked.Reply retry(long position) {
    return node.askAs(STAFF, new RetryParked("inventory", "orders", position));
  }

  private ResetFollower.Reply reset(long position, UUID incarnation) {
    return node.askAs(STAFF, new ResetFollower("inventory", "orders", position, incarnation));
  }

  @Test
  void tellsTheAuditWhatTheStaffDidAboutIt() {
    poisoned.add(first.value());
    poisoned.add(other.value());
    ships(first, other);
    assertThat(parked()).hasSize(2);
    assertThat(retry(1)).isInstanceOf(RetryParked.Reply.Failed.class);
    poisoned.clear();
    assertThat(retry(1)).isInstanceOf(RetryParked.Reply.Applied.class);
    assertThat(node.askAs(STAFF, new DiscardParked("inventory", "orders", 2)))
        .isEqualTo(new DiscardParked.Reply.Discarded());
    assertThat(node.askAs(STAFF, new DiscardParked("inventory", "orders", 2)))
        .isEqualTo(new DiscardParked.Reply.Unknown());
    assertThat(reset(1, incarnation())).isEqualTo(new ResetFollower.Reply.Moved(2));
    assertThat(node.staffActions("inventory"))
        .allSatisfy(acted -> {
          assertThat(acted.actor()).isEqualTo("client:staff");
          assertThat(acted.entity()).isEqualTo("follower:inventory/orders");
        })
        .extracting(StaffActed::operation, StaffActed::before)
        .containsExactly(
            tuple("retryParked", event(1, first)),
            tuple("discardParked", event(2, other)),
            tuple("resetFollower", Map.of("position", "2")));
  }

  private static Map<String, String> event(long position, OrderId key) {
    return Map.of(
        "position", String.valueOf(position), "key", key.toString(), "type", "OrderShipped");
  }
}
