package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A no by gRPC, and what it must be. */
record GrpcRefusal(StatusRuntimeException thrown) {
  /** How a call is refused that must be. */
  static GrpcRefusal refusal(ThrowingCallable call) {
    var thrown = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(thrown).as("a refusal").isNotNull();
    return new GrpcRefusal(thrown);
  }

  /** The same, which must have this code. */
  @CanIgnoreReturnValue
  GrpcRefusal is(Code code) {
    assertThat(thrown.getStatus().getCode()).as(thrown.toString()).isEqualTo(code);
    return this;
  }

  /** The same, which must have this code and reason. */
  @CanIgnoreReturnValue
  GrpcRefusal is(Code code, String reason) {
    assertThat(reason()).isEqualTo(reason);
    return is(code);
  }

  /** The same, whose first fault must be in this field. */
  @CanIgnoreReturnValue
  GrpcRefusal names(String field) {
    assertThat(detail(BadRequest.class).getFieldViolations(0).getField()).isEqualTo(field);
    return is(Code.INVALID_ARGUMENT);
  }

  String reason() {
    return detail(ErrorInfo.class).getReason();
  }

  /** What its details say by a message of some type. */
  <M extends Message> M detail(Class<M> type) {
    var status = StatusProto.fromThrowable(thrown);
    if (status == null) {
      throw new AssertionError("no details", thrown);
    }
    try {
      for (Any each : status.getDetailsList()) {
        if (each.is(type)) {
          return each.unpack(type);
        }
      }
    } catch (InvalidProtocolBufferException malformed) {
      throw new AssertionError(malformed);
    }
    throw new AssertionError("no " + type.getSimpleName() + " in " + status, thrown);
  }
}
