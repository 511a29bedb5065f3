package mercat.edge.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RequestInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Set;
import java.util.function.UnaryOperator;
import mercat.edge.http.ErrorCode;

/** What the HTTP API says as a problem, as gRPC says it. */
final class RemoteStatus {
  static final String DOMAIN = "mercat";

  /** Clients take no more than 8 KiB of metadata, and base64 makes four bytes of three. */
  private static final int DETAILS_BYTES_MAX = 4_096;

  private static final int TEXT_MAX = 200;
  private static final int VIOLATIONS_MAX = 10;

  /** The members of every problem, said elsewhere. */
  private static final Set<String> COMMON =
      Set.of("type", "title", "status", "code", "detail", "instance", "errors");

  private RemoteStatus() {}

  /** What a caller should do differs by these; the reason in the details says the rest. */
  static GrpcStatus of(ErrorCode code) {
    return switch (code) {
      case CONFLICT, VERSION_CHANGED -> GrpcStatus.ABORTED;
      case TOO_LARGE -> GrpcStatus.RESOURCE_EXHAUSTED;
      default ->
          switch (code.status()) {
            case 400 -> GrpcStatus.INVALID_ARGUMENT;
            case 401 -> GrpcStatus.UNAUTHENTICATED;
            case 402, 409, 422 -> GrpcStatus.FAILED_PRECONDITION;
            case 403 -> GrpcStatus.PERMISSION_DENIED;
            case 404 -> GrpcStatus.NOT_FOUND;
            case 408, 504 -> GrpcStatus.DEADLINE_EXCEEDED;
            case 429 -> GrpcStatus.RESOURCE_EXHAUSTED;
            case 503 -> GrpcStatus.UNAVAILABLE;
            case 405, 406, 414, 415, 431 -> GrpcStatus.UNIMPLEMENTED;
            default -> GrpcStatus.INTERNAL;
          };
    };
  }

  /**
   * A status with its details. Details that are too large for a client are left out, the reason
   * never.
   *
   * @param problem the members of a problem (RFC 9457)
   * @param retryAfter seconds, or empty
   * @param field the field that a pointer of the problem means
   */
  static Status of(JsonNode problem, String retryAfter, UnaryOperator<String> field) {
    var code = ErrorCode.named(problem.path("code").asText());
    var status =
        Status.newBuilder()
            .setCode((code == null ? GrpcStatus.INTERNAL : of(code)).code)
            .setMessage(cut(problem.path("detail").asText()));
    var reason =
        ErrorInfo.newBuilder().setReason(problem.path("code").asText()).setDomain(DOMAIN).build();
    var full = status.clone().addDetails(Any.pack(with(reason, problem)));
    if (full.build().getSerializedSize() > DETAILS_BYTES_MAX) {
      full = status.addDetails(Any.pack(reason));
    }
    full.addDetails(
        Any.pack(RequestInfo.newBuilder().setRequestId(problem.path("instance").asText()).build()));
    if (!retryAfter.isEmpty()) {
      var wait = Duration.newBuilder().setSeconds(Long.parseLong(retryAfter));
      full.addDetails(Any.pack(RetryInfo.newBuilder().setRetryDelay(wait).build()));
    }
    if (!problem.path("errors").isEmpty()) {
      full.addDetails(Any.pack(violations(problem.path("errors"), field)));
    }
    return full.build();
  }

  private static ErrorInfo with(ErrorInfo reason, JsonNode problem) {
    var info = reason.toBuilder();
    for (var member : problem.properties()) {
      if (!COMMON.contains(member.getKey())) {
        var value = member.getValue();
        info.putMetadata(member.getKey(), value.isTextual() ? value.asText() : value.toString());
      }
    }
    return info.build();
  }

  private static BadRequest violations(JsonNode faults, UnaryOperator<String> field) {
    var violations = BadRequest.newBuilder();
    for (var fault : faults) {
      if (violations.getFieldViolationsCount() < VIOLATIONS_MAX) {
        violations
            .addFieldViolationsBuilder()
            .setField(cut(field.apply(fault.path("pointer").asText())))
            .setDescription(cut(fault.path("detail").asText()));
      }
    }
    return violations.build();
  }

  private static String cut(String text) {
    return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX);
  }
}
