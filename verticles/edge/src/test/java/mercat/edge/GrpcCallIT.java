package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import mercat.contracts.Sku;
import mercat.contracts.accounts.CheckStaffToken;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.orders.ListOrders;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.SearchOrders;
import mercat.grpc.backoffice.v1.BackOfficeServiceGrpc;
import mercat.grpc.backoffice.v1.FindOrdersRequest;
import mercat.grpc.commerce.v1.OrderStatus;
import mercat.grpc.storefront.v1.FindOrderRequest;
import mercat.grpc.storefront.v1.FindProductsRequest;
import mercat.platform.Failure;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Calls by gRPC: the same handlers, rights, limits and codes as by HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrpcCallIT {
  private GrpcClient client;

  @BeforeAll
  void start() {
    client = new GrpcClient();
  }

  @AfterAll
  void stop() {
    client.close();
  }

  private static StatusRuntimeException refusal(ThrowingCallable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call);
  }

  private StatusRuntimeException placed() {
    return refusal(() -> client.storefront().placeOrder(GrpcClient.sixLanterns()));
  }

  @Test
  void placesAnOrderAndMarksARepeat() {
    client
        .edge()
        .answer(
            PlaceOrder.class,
            new PlaceOrder.Reply.Placed(Samples.confirmed(), Samples.TOKEN, true));
    var head = new AtomicReference<Metadata>();
    var tail = new AtomicReference<Metadata>();
    var order =
        client
            .storefront()
            .withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(head, tail))
            .placeOrder(GrpcClient.sixLanterns())
            .getOrder();
    assertThat(order.getId()).isEqualTo(Samples.ID.toString());
    assertThat(order.getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_CONFIRMED);
    assertThat(order.getTotal().getAmount()).isEqualTo(1530);
    assertThat(order.getLines(0).getUnitPrice().getCurrency()).isEqualTo("GBP");
    assertThat(order.getConfirmedAt().getSeconds())
        .isEqualTo(Instant.parse("2026-01-02T03:04:06Z").getEpochSecond());
    assertThat(order.getOrderToken()).isEqualTo(Samples.TOKEN);
    assertThat(order.hasCoupon()).isFalse();
    assertThat(head.get().get(GrpcClient.key("idempotent-replayed"))).isEqualTo("true");
    assertThat(head.get().get(GrpcClient.key("x-request-id"))).isNotEmpty();
    assertThat(client.edge().asked(PlaceOrder.class).getLast())
        .satisfies(asked -> {
          assertThat(asked.key()).isEqualTo("key-1");
          assertThat(asked.lines().getFirst().quantity()).isEqualTo(6);
        });
  }

  @Test
  void namesEveryFieldThatIsWrong() {
    var thrown =
        refusal(() ->
            client
                .storefront()
                .placeOrder(GrpcClient.order(0).toBuilder().clearIdempotencyKey().build()));
    assertThat(thrown.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(GrpcClient.reason(thrown)).isEqualTo("invalid_request");
    assertThat(GrpcClient.detail(thrown, BadRequest.class).getFieldViolationsList())
        .extracting(BadRequest.FieldViolation::getField)
        .containsExactlyInAnyOrder("idempotency_key", "order.lines[0].quantity");
    var none =
        refusal(() ->
            client.storefront().findProducts(FindProductsRequest.newBuilder().setLimit(0).build()));
    assertThat(GrpcClient.detail(none, BadRequest.class).getFieldViolations(0).getField())
        .isEqualTo("limit");
  }

  @Test
  void saysABusinessNoByTheSameCode() {
    client
        .edge()
        .answer(
            PlaceOrder.class,
            new PlaceOrder.Reply.OutOfStock(
                Samples.ID, Samples.TOKEN, List.of(new Shortage(new Sku("85123A"), 6, 2)), false));
    var thrown = placed();
    assertThat(thrown.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
    var info = GrpcClient.detail(thrown, ErrorInfo.class);
    assertThat(info.getReason()).isEqualTo("out_of_stock");
    assertThat(info.getDomain()).isEqualTo("mercat");
    assertThat(info.getMetadataMap())
        .containsEntry("order", Samples.ID.toString())
        .hasEntrySatisfying("shortages", text -> assertThat(text).contains("85123A"));
  }

  @Test
  void saysAFailureByItsKind() {
    client.edge().fail(PlaceOrder.class, Failure.overloaded("orders"));
    var overloaded = placed();
    assertThat(overloaded.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
    assertThat(GrpcClient.reason(overloaded)).isEqualTo("overloaded");
    assertThat(GrpcClient.detail(overloaded, RetryInfo.class).getRetryDelay().getSeconds()).isOne();
    client.edge().fail(PlaceOrder.class, Failure.internal("secret stack", null));
    var internal = placed();
    assertThat(internal.getStatus().getCode()).isEqualTo(Code.INTERNAL);
    assertThat(internal.getMessage()).doesNotContain("secret");
  }

  @Test
  void holdsCallersToTheirRights() {
    client.edge().answer(SearchOrders.class, new ListOrders.Found(List.of(), false));
    var asked = FindOrdersRequest.getDefaultInstance();
    var nobody = refusal(() -> client.backOffice().findOrders(asked));
    assertThat(nobody.getStatus().getCode()).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(GrpcClient.reason(nobody)).isEqualTo("unauthenticated");
    var other =
        refusal(() ->
            client
                .backOffice()
                .withInterceptors(GrpcClient.bearing("catalog-token"))
                .findOrders(asked));
    assertThat(other.getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED);
    assertThat(GrpcClient.reason(other)).isEqualTo("forbidden");
    var found =
        client
            .backOffice()
            .withInterceptors(GrpcClient.bearing("admin-token"))
            .findOrders(
                asked.toBuilder().setStatus(OrderStatus.ORDER_STATUS_PENDING).setLimit(7).build());
    assertThat(found.getDataCount()).isZero();
    assertThat(client.edge().asked(SearchOrders.class).getLast())
        .satisfies(search -> {
          assertThat(search.status()).isEqualTo(mercat.contracts.orders.OrderStatus.PENDING);
          assertThat(search.limit()).isEqualTo(7);
        });
  }

  @Test
  void showsAnOrderToWhoeverBearsItsToken() {
    client.edge().showOrder(Samples::pending);
    var asked = FindOrderRequest.newBuilder().setId(Samples.ID.toString()).build();
    var found =
        client.storefront().withInterceptors(GrpcClient.bearing(Samples.TOKEN)).findOrder(asked);
    assertThat(found.getOrder().getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_PENDING);
    assertThat(found.getOrder().hasConfirmedAt()).isFalse();
    var other =
        refusal(
            () -> client.storefront().withInterceptors(GrpcClient.bearing("x.y")).findOrder(asked));
    assertThat(other.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
  }

  @Test
  void carriesTheDeadlineIntoTheAsks() {
    var remaining = new AtomicReference<Long>();
    client
        .edge()
        .answerWith(
            PlaceOrder.class,
            (place, call) -> {
              remaining.set(call.deadline().remainingMs());
              return Future.failedFuture(Failure.deadlineExceeded("orders"));
            });
    var late =
        refusal(() ->
            client
                .storefront()
                .withDeadlineAfter(7, TimeUnit.SECONDS)
                .placeOrder(GrpcClient.sixLanterns()));
    assertThat(late.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
    assertThat(GrpcClient.reason(late)).isEqualTo("outcome_unknown");
    assertThat(remaining.get()).isBetween(1L, 7_000L);
  }

  @Test
  void beginsNothingForWhomHasGone() {
    try (var own = new GrpcClient()) {
      var checked = Promise.<CheckStaffToken.Reply>promise();
      own.edge().answerWith(CheckStaffToken.class, (check, call) -> checked.future());
      own.edge().answer(SearchOrders.class, new ListOrders.Found(List.of(), false));
      var call =
          BackOfficeServiceGrpc.newFutureStub(own.channel())
              .withInterceptors(GrpcClient.bearing("some-token"))
              .findOrders(FindOrdersRequest.getDefaultInstance());
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> !own.edge().asked(CheckStaffToken.class).isEmpty());
      call.cancel(true);
      // On the same connection: whatever was said before has been heard by then.
      assertThat(GrpcHealth.check(own.channel(), "")).isNotNull();
      checked.complete(new CheckStaffToken.Reply.Staff("somebody", Set.of("admin")));
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() ->
              own.edge()
                      .metrics()
                      .find("mercat.edge.requests")
                      .tag("route", "/mercat.backoffice.v1.BackOfficeService/FindOrders")
                      .tag("status", "400")
                      .timer()
                  != null);
      assertThat(own.edge().asked(SearchOrders.class)).isEmpty();
    }
  }
}
