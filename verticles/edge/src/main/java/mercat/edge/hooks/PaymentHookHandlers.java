package mercat.edge.hooks;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import mercat.contracts.payments.ReceivePaymentHook;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import mercat.platform.HookKeys;
import mercat.platform.bus.Bus;

/** Hooks of payment providers. The body goes on as it came: payments checks who signed it. */
public record PaymentHookHandlers(Bus bus) {
  /** Where those providers sign that do not sign as Standard Webhooks has it. */
  private static final Map<String, String> SIGNATURES = Map.of("stripe", "stripe-signature");

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of("receivePaymentHook", this::receive);
  }

  private Future<Buffer> receive(ApiRequest request) {
    var provider = request.text("provider");
    var hook =
        new ReceivePaymentHook(
            provider,
            request.text("webhook-id"),
            request.text("webhook-timestamp"),
            request.text(SIGNATURES.getOrDefault(provider, "webhook-signature")),
            text(request.rawBody()));
    return bus.ask(hook, request.call()).map(reply -> answered(request, reply));
  }

  /** Every byte counts for the signature, so none may be mended. */
  private static String text(Buffer body) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(body.getBytes()))
          .toString();
    } catch (CharacterCodingException other) {
      throw Problem.of(ErrorCode.UNREADABLE_HOOK, "the body is not UTF-8");
    }
  }

  private static Buffer answered(ApiRequest request, ReceivePaymentHook.Reply reply) {
    return switch (reply) {
      case ReceivePaymentHook.Reply.Noted noted -> request.empty(204);
      case ReceivePaymentHook.Reply.WrongSignature wrong ->
          request.problem(
              ErrorCode.WRONG_SIGNATURE, "no secret that counts has signed id, time and body");
      case ReceivePaymentHook.Reply.OutOfTime late ->
          request.problem(
              ErrorCode.HOOK_OUT_OF_TIME,
              "it was signed more than %d s from now".formatted(HookKeys.TOLERANCE.toSeconds()));
      case ReceivePaymentHook.Reply.Unreadable unreadable ->
          request.problem(ErrorCode.UNREADABLE_HOOK, "it names no charge");
      case ReceivePaymentHook.Reply.UnknownProvider unknown -> request.notFound();
    };
  }
}
