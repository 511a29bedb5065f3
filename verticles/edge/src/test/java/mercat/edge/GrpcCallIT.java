package mercat.edge;

import static mercat.edge.GrpcRefusal.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.stub.MetadataUtils;
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
import mercat.testkit.LocalNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Calls by gRPC: the same handlers, rights, limits and codes as by HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrpcCallIT {
  @AutoClose private final GrpcClient client = new GrpcClient();
  private final RunningEdge edge = client.edge();

  private GrpcRefusal placed() {
    return refusal(client::place);
  }

  @Test
  void placesAnOrderAndMarksARepeat() {
    edge.answer(
        PlaceOrder.class, new PlaceOrder.Reply.Placed(Samples.confirmed(), Samples.TOKEN, true));
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
    assertThat(edge.asked(PlaceOrder.class).getLast())
        .satisfies(asked -> {
          assertThat(asked.key()).isEqualTo("key-1");
          assertThat(asked.lines().getFirst().quantity()).isEqualTo(6);
        });
  }

  @Test
  void namesEveryFieldThatIsWrong() {
    var order = GrpcClient.order(0).toBuilder().clearIdempotencyKey().build();
    var thrown =
        refusal(() -> client.storefront().placeOrder(order))
            .is(Code.INVALID_ARGUMENT, "invalid_request");
    assertThat(thrown.detail(BadRequest.class).getFieldViolationsList())
        .extracting(BadRequest.FieldViolation::getField)
        .containsExactlyInAnyOrder("idempotency_key", "order.lines[0].quantity");
    var none = FindProductsRequest.newBuilder().setLimit(0).build();
    refusal(() -> client.storefront().findProducts(none)).names("limit");
  }

  @Test
  void saysABusinessNoByTheSameCode() {
    edge.answer(
        PlaceOrder.class,
        new PlaceOrder.Reply.OutOfStock(
            Samples.ID, Samples.TOKEN, List.of(new Shortage(new Sku("85123A"), 6, 2)), false));
    var info = placed().is(Code.FAILED_PRECONDITION, "out_of_stock").detail(ErrorInfo.class);
    assertThat(info.getDomain()).isEqualTo("mercat");
    assertThat(info.getMetadataMap())
        .containsEntry("order", Samples.ID.toString())
        .hasEntrySatisfying("shortages", text -> assertThat(text).contains("85123A"));
  }

  @Test
  void saysAFailureByItsKind() {
    edge.fail(PlaceOrder.class, Failure.overloaded("orders"));
    var overloaded = placed().is(Code.UNAVAILABLE, "overloaded");
    assertThat(overloaded.detail(RetryInfo.class).getRetryDelay().getSeconds()).isOne();
    edge.fail(PlaceOrder.class, Failure.internal("secret stack", null));
    assertThat(placed().is(Code.INTERNAL).thrown().getMessage()).doesNotContain("secret");
  }

  @Test
  void holdsCallersToTheirRights() {
    edge.answer(SearchOrders.class, new ListOrders.Found(List.of(), false));
    var asked = FindOrdersRequest.getDefaultInstance();
    refusal(() -> client.backOffice().findOrders(asked))
        .is(Code.UNAUTHENTICATED, "unauthenticated");
    refusal(() -> client.backOffice("catalog-token").findOrders(asked))
        .is(Code.PERMISSION_DENIED, "forbidden");
    var found =
        client
            .backOffice("admin-token")
            .findOrders(
                asked.toBuilder().setStatus(OrderStatus.ORDER_STATUS_PENDING).setLimit(7).build());
    assertThat(found.getDataCount()).isZero();
    assertThat(edge.asked(SearchOrders.class).getLast())
        .satisfies(search -> {
          assertThat(search.status()).isEqualTo(mercat.contracts.orders.OrderStatus.PENDING);
          assertThat(search.limit()).isEqualTo(7);
        });
  }

  @Test
  void showsAnOrderToWhoeverBearsItsToken() {
    edge.showOrder(Samples::pending);
    var asked = FindOrderRequest.newBuilder().setId(Samples.ID.toString()).build();
    var found = client.storefront(Samples.TOKEN).findOrder(asked);
    assertThat(found.getOrder().getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_PENDING);
    assertThat(found.getOrder().hasConfirmedAt()).isFalse();
    refusal(() -> client.storefront("x.y").findOrder(asked)).is(Code.NOT_FOUND);
  }

  @Test
  void carriesTheDeadlineIntoTheAsks() {
    edge.fail(PlaceOrder.class, Failure.deadlineExceeded("orders"));
    var brief = client.storefront().withDeadlineAfter(7, TimeUnit.SECONDS);
    refusal(() -> brief.placeOrder(GrpcClient.sixLanterns()))
        .is(Code.DEADLINE_EXCEEDED, "outcome_unknown");
    assertThat(edge.last(PlaceOrder.class).remainingMs()).isBetween(1L, 7_000L);
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
      await()
          .atMost(LocalNode.SOON)
          .until(() -> !own.edge().asked(CheckStaffToken.class).isEmpty());
      call.cancel(true);
      // On the same connection: whatever was said before has been heard by then.
      assertThat(GrpcHealth.check(own.channel(), "")).isNotNull();
      checked.complete(new CheckStaffToken.Reply.Staff("somebody", Set.of("admin")));
      await()
          .atMost(LocalNode.SOON)
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
