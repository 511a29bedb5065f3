package mercat.edge.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import mercat.edge.contract.ApiContract;
import mercat.edge.contract.ApiOperation;
import mercat.grpc.backoffice.v1.BackofficeProto;
import mercat.grpc.backoffice.v1.FindOrdersRequest;
import mercat.grpc.backoffice.v1.FindOrdersResponse;
import mercat.grpc.backoffice.v1.FindStockRequest;
import mercat.grpc.backoffice.v1.FindStockResponse;
import mercat.grpc.backoffice.v1.PutProductRequest;
import mercat.grpc.backoffice.v1.PutProductResponse;
import mercat.grpc.backoffice.v1.ReadOrderRequest;
import mercat.grpc.backoffice.v1.ReadOrderResponse;
import mercat.grpc.backoffice.v1.ReadProductRequest;
import mercat.grpc.backoffice.v1.ReadProductResponse;
import mercat.grpc.backoffice.v1.ReceiveStockRequest;
import mercat.grpc.backoffice.v1.ReceiveStockResponse;
import mercat.grpc.backoffice.v1.RefundOrderRequest;
import mercat.grpc.backoffice.v1.RefundOrderResponse;
import mercat.grpc.backoffice.v1.SearchProductsRequest;
import mercat.grpc.backoffice.v1.SearchProductsResponse;
import mercat.grpc.backoffice.v1.ShipOrderRequest;
import mercat.grpc.backoffice.v1.ShipOrderResponse;
import mercat.grpc.storefront.v1.CancelOrderRequest;
import mercat.grpc.storefront.v1.CancelOrderResponse;
import mercat.grpc.storefront.v1.FindOrderRequest;
import mercat.grpc.storefront.v1.FindOrderResponse;
import mercat.grpc.storefront.v1.FindProductRequest;
import mercat.grpc.storefront.v1.FindProductResponse;
import mercat.grpc.storefront.v1.FindProductsRequest;
import mercat.grpc.storefront.v1.FindProductsResponse;
import mercat.grpc.storefront.v1.ListOrdersRequest;
import mercat.grpc.storefront.v1.ListOrdersResponse;
import mercat.grpc.storefront.v1.PlaceOrderRequest;
import mercat.grpc.storefront.v1.PlaceOrderResponse;
import mercat.grpc.storefront.v1.QuoteRequest;
import mercat.grpc.storefront.v1.QuoteResponse;
import mercat.grpc.storefront.v1.StorefrontProto;
import mercat.grpc.storefront.v1.WatchOrderRequest;
import mercat.grpc.storefront.v1.WatchOrderResponse;
import org.jspecify.annotations.Nullable;

/**
 * A method of a service, and the operation of the contract that it is. In its request, the fields
 * are the operation's parameters, and the one message is its body.
 */
record RemoteMethod(
    MethodDescriptor descriptor, ApiOperation operation, Message input, Message output) {
  /** It has no operation of its own: whoever may find an order may watch it. */
  private static final Map<String, String> SHARED = Map.of("WatchOrder", "findOrder");

  /** Of each method the request and the response. */
  private static final List<Message> MESSAGES =
      List.of(
          FindProductsRequest.getDefaultInstance(), FindProductsResponse.getDefaultInstance(),
          FindProductRequest.getDefaultInstance(), FindProductResponse.getDefaultInstance(),
          QuoteRequest.getDefaultInstance(), QuoteResponse.getDefaultInstance(),
          PlaceOrderRequest.getDefaultInstance(), PlaceOrderResponse.getDefaultInstance(),
          ListOrdersRequest.getDefaultInstance(), ListOrdersResponse.getDefaultInstance(),
          FindOrderRequest.getDefaultInstance(), FindOrderResponse.getDefaultInstance(),
          CancelOrderRequest.getDefaultInstance(), CancelOrderResponse.getDefaultInstance(),
          WatchOrderRequest.getDefaultInstance(), WatchOrderResponse.getDefaultInstance(),
          FindOrdersRequest.getDefaultInstance(), FindOrdersResponse.getDefaultInstance(),
          ReadOrderRequest.getDefaultInstance(), ReadOrderResponse.getDefaultInstance(),
          ShipOrderRequest.getDefaultInstance(), ShipOrderResponse.getDefaultInstance(),
          RefundOrderRequest.getDefaultInstance(), RefundOrderResponse.getDefaultInstance(),
          SearchProductsRequest.getDefaultInstance(), SearchProductsResponse.getDefaultInstance(),
          ReadProductRequest.getDefaultInstance(), ReadProductResponse.getDefaultInstance(),
          PutProductRequest.getDefaultInstance(), PutProductResponse.getDefaultInstance(),
          FindStockRequest.getDefaultInstance(), FindStockResponse.getDefaultInstance(),
          ReceiveStockRequest.getDefaultInstance(), ReceiveStockResponse.getDefaultInstance());

  /**
   * Every method of every service.
   *
   * @throws IllegalStateException when one has no operation in the contract, or no message here
   */
  static List<RemoteMethod> of(ApiContract contract) {
    return Stream.of(StorefrontProto.getDescriptor(), BackofficeProto.getDescriptor())
        .flatMap(file -> file.getServices().stream())
        .flatMap(service -> service.getMethods().stream())
        .map(method ->
            new RemoteMethod(
                method,
                contract.operation(operationId(method.getName())),
                message(method.getInputType()),
                message(method.getOutputType())))
        .toList();
  }

  private static String operationId(String method) {
    return SHARED.getOrDefault(
        method, method.substring(0, 1).toLowerCase(Locale.ROOT) + method.substring(1));
  }

  private static Message message(Descriptor type) {
    return MESSAGES.stream()
        .filter(message -> message.getDescriptorForType().equals(type))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("nothing here makes a " + type.getFullName()));
  }

  /** Where calls of it arrive; also its name in meters and traces. */
  String path() {
    return "/" + descriptor.getService().getFullName() + "/" + descriptor.getName();
  }

  /** The parameters that a request gives, by their names in the contract. */
  Map<String, String> parameters(Message request) {
    var given = new HashMap<String, String>();
    for (var parameter : operation.parameterNames()) {
      var field = input.getDescriptorForType().findFieldByName(fieldName(parameter));
      if (field != null && isGiven(request, field)) {
        given.put(parameter, ProtoJson.text(field, request.getField(field)));
      }
    }
    return given;
  }

  /** The body that a request gives, missing when it gives none. */
  JsonNode body(Message request) {
    var field = onlyMessage(input);
    return field != null && request.hasField(field)
        ? ProtoJson.json((Message) request.getField(field))
        : MissingNode.getInstance();
  }

  /** The response that says the same as a body of the contract. */
  Message response(JsonNode body) {
    var field = onlyMessage(output);
    if (field == null) {
      return ProtoJson.message(output, body);
    }
    var builder = output.newBuilderForType();
    return builder
        .setField(
            field,
            ProtoJson.message(builder.newBuilderForField(field).getDefaultInstanceForType(), body))
        .build();
  }

  /**
   * The field that a fault is in, as a path from the request.
   *
   * @param pointer as problems have it: RFC 6901 into the body, or {@code header:NAME} and the like
   */
  String field(String pointer) {
    if (!pointer.startsWith("/")) {
      int name = pointer.indexOf(':') + 1;
      var body = onlyMessage(input);
      return pointer.isEmpty() && body != null
          ? body.getName()
          : fieldName(pointer.substring(name));
    }
    var path = new StringBuilder(Objects.requireNonNull(onlyMessage(input), pointer).getName());
    for (var segment : pointer.substring(1).split("/", -1)) {
      boolean isIndex = !segment.isEmpty() && segment.chars().allMatch(c -> c >= '0' && c <= '9');
      path.append(isIndex ? "[" + segment + "]" : "." + snake(segment));
    }
    return path.toString();
  }

  /** The field of a parameter: {@code idempotency_key} for {@code Idempotency-Key}. */
  static String fieldName(String parameter) {
    return parameter.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /** The one field that holds a message, null where there are none, or several. */
  static @Nullable FieldDescriptor onlyMessage(Message message) {
    var found =
        message.getDescriptorForType().getFields().stream()
            .filter(field -> field.getJavaType() == JavaType.MESSAGE && !field.isRepeated())
            .toList();
    return found.size() == 1 ? found.getFirst() : null;
  }

  private static boolean isGiven(Message request, FieldDescriptor field) {
    return field.hasPresence()
        ? request.hasField(field)
        : !request.getField(field).equals(field.getDefaultValue());
  }

  private static String snake(String camel) {
    return camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
