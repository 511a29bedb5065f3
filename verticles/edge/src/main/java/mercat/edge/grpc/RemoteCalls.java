package mercat.edge.grpc;

import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.WireFormat;
import io.vertx.grpc.common.impl.Http2GrpcMessageDeframer;
import mercat.edge.access.RateLimits;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.OperationHandler;
import mercat.edge.contract.RequestValidator;
import mercat.edge.http.BodyReader;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import mercat.platform.Deadline;

/** Makes requests of the contract from calls, has them handled, and answers. */
record RemoteCalls(RateLimits rates, RemoteResponder responder) {
  /** Bytes of a message: the largest order has a tenth of it. */
  static final int MESSAGE_MAX = 256 * 1024;

  /** What precedes a message: a flag, and its length. */
  private static final int PREFIX = 5;

  static final int BODY_MAX = MESSAGE_MAX + PREFIX;

  /** Answers a method by the handler of its operation. */
  Handler<RoutingContext> of(RemoteMethod method, OperationHandler handler) {
    var validator = new RequestValidator(method.operation());
    return ctx -> {
      var request = request(ctx, method, validator, CallHead.deadline(ctx));
      if (isWanted(ctx)) {
        handler.handle(request).onComplete(body -> responder.send(ctx, method, body), ctx::fail);
      }
    };
  }

  /**
   * The request that a call makes.
   *
   * @throws Problem when it is none that the contract allows, or is made too often
   */
  ApiRequest request(
      RoutingContext ctx, RemoteMethod method, RequestValidator validator, Deadline deadline) {
    var message = message(ctx, method.input());
    var request =
        validator.allowed(ctx, method.parameters(message), method.body(message), deadline);
    var attempt = method.operation().attempt();
    if (attempt != null) {
      rates.byAccount(attempt.what(), () -> request.account(attempt.account()), ctx.response());
    }
    return request;
  }

  /** Whether somebody still waits for the call; if not, it is ended and nothing is begun. */
  boolean isWanted(RoutingContext ctx) {
    if (CallHead.deadline(ctx).hasPassed() || ctx.response().closed()) {
      ctx.fail(Problem.of(ErrorCode.OUTCOME_UNKNOWN, "too late; nothing was done"));
      return false;
    }
    return true;
  }

  /**
   * The one message that the body of a call consists of.
   *
   * @throws Problem when it consists of anything else
   */
  static Message message(RoutingContext ctx, Message prototype) {
    // Fields that nobody knows would take many times their bytes.
    var parser = DiscardUnknownFieldsParser.wrap(prototype.getParserForType());
    try {
      return parser.parseFrom(payload(BodyReader.body(ctx)).getBytes());
    } catch (InvalidProtocolBufferException malformed) {
      throw Problem.invalid(
          "", "the message is no " + prototype.getDescriptorForType().getFullName());
    }
  }

  private static Buffer payload(Buffer body) {
    if (body.length() < PREFIX || body.getByte(0) != 0) {
      throw Problem.invalid("", "the call does not hold one message that is not compressed");
    }
    var deframer = new Http2GrpcMessageDeframer(null, WireFormat.PROTOBUF);
    deframer.maxMessageSize(MESSAGE_MAX);
    deframer.update(body);
    if (deframer.next() instanceof GrpcMessage message
        && message.payload().length() == body.length() - PREFIX) {
      return message.payload();
    }
    throw Problem.invalid("", "the call does not hold one message");
  }
}
