package mercat.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mercat.contracts.ContextMap;
import mercat.contracts.Vocabulary;
import mercat.contracts.log.ReadLog;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import mercat.platform.discovery.Directory;
import mercat.platform.discovery.Node;
import mercat.platform.telemetry.Telemetry;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom the bus lets ask a context, whoever else has its address. */
class MayAskTest {
  private static final String ASKED = "payments";

  @AutoClose private final Vertx vertx = Vertx.vertx();
  private final Directory directory =
      Directory.alone(vertx, new Node("here", "test", 1, InstantSource.system()));
  private final Bus bus = new Bus(vertx, directory, false, Telemetry.silent());
  private final AtomicInteger handled = new AtomicInteger();

  @ParameterizedTest
  @CsvSource({
    "orders,true",
    "payments,true",
    "payments-view,true",
    "edge,true",
    "edge-accounts,true",
    "inventory,false",
    "catalog-view,false",
    "accounts,false",
    "orders2,false",
    "stranger,false",
    "'',false"
  })
  void aContextIsAskedByThoseWhoMayAndByNobodyElse(String asker, boolean mayAsk) throws Exception {
    bus.serve(
            ASKED,
            ReadLog.class,
            (read, call) -> {
              handled.incrementAndGet();
              return Future.succeededFuture(new ReadLog.Entries(new UUID(0, 1), 0, 0, List.of()));
            })
        .await(10, TimeUnit.SECONDS);
    directory.own().announce(ASKED).await(10, TimeUnit.SECONDS);
    var read = new ReadLog(ASKED, "test", ReadLog.END, 1, Set.of());
    var asked = bus.ask(read, Call.bySystem(asker, Duration.ofSeconds(5)));
    var failure =
        asked
            .map(reply -> "")
            .recover(thrown -> Future.succeededFuture(Failure.of(thrown).kind().name()))
            .await(10, TimeUnit.SECONDS);
    assertThat(failure).isEqualTo(mayAsk ? "" : FailureKind.FORBIDDEN.name());
    assertThat(handled).hasValue(mayAsk ? 1 : 0);
  }

  /** The table as it stands: a line that comes or goes is a decision, to be made here too. */
  @Test
  void nobodyAsksWhomTheyNeedNot() {
    assertThat(Vocabulary.CONTEXTS)
        .allSatisfy(asker ->
            assertThat(
                    Vocabulary.CONTEXTS.stream()
                        .filter(asked -> !asked.equals(asker))
                        .filter(asked -> ContextMap.mayAsk(asker, asked)))
                .as(asker)
                .containsExactlyInAnyOrderElementsOf(
                    switch (asker) {
                      case "audit", "feed" ->
                          Vocabulary.CONTEXTS.stream()
                              .filter(asked -> !asked.equals(asker))
                              .toList();
                      case "inventory", "payments", "promotions" -> List.of("orders");
                      case "notifications" -> List.of("accounts", "orders", "payments");
                      case "orders" ->
                          List.of("accounts", "catalog", "inventory", "payments", "promotions");
                      case "recommendations" -> List.of("accounts", "catalog", "orders");
                      default -> List.of();
                    }));
  }
}
