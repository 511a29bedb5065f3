package mercat.edge.accounts;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import mercat.contracts.accounts.ConfirmSecondFactor;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.DropSecondFactor;
import mercat.contracts.accounts.EnrolSecondFactor;
import mercat.contracts.accounts.RemoveSecondFactor;
import mercat.contracts.accounts.SignInWithSecondFactor;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import mercat.platform.bus.Bus;

/** Second factors, as people get, use and lose them. */
public record SecondFactorHandlers(Bus bus) {
  private record SecretBody(Credential secret, Credential uri) {}

  private record RecoveryBody(List<Credential> recoveryCodes) {}

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of(
        "enrolSecondFactor", this::enrol,
        "confirmSecondFactor", this::confirm,
        "removeSecondFactor", this::remove,
        "signInWithSecondFactor", this::signIn);
  }

  /** The same for the back office. */
  public Map<String, OperationHandler> adminOperations() {
    return Map.of("dropSecondFactor", this::drop);
  }

  private Future<Buffer> enrol(ApiRequest request) {
    return bus.ask(request.body(EnrolSecondFactor.class), request.call())
        .map(reply ->
            switch (reply) {
              case EnrolSecondFactor.Reply.Enrolled(var secret, var uri) ->
                  request.json(201, new SecretBody(secret, uri));
              case EnrolSecondFactor.Reply.WrongPassword wrong ->
                  wrong(request, "the password is wrong");
              case EnrolSecondFactor.Reply.AlreadyThere there ->
                  request.conflict("there is a second factor; remove that one first");
            });
  }

  private Future<Buffer> confirm(ApiRequest request) {
    return bus.ask(request.body(ConfirmSecondFactor.class), request.call())
        .map(reply ->
            switch (reply) {
              case ConfirmSecondFactor.Reply.Confirmed(var recoveryCodes) ->
                  request.json(200, new RecoveryBody(recoveryCodes));
              case ConfirmSecondFactor.Reply.WrongCode wrong ->
                  wrong(request, "the code is wrong, or was used before");
              case ConfirmSecondFactor.Reply.TooSoon(var seconds) -> tooSoon(request, seconds);
              case ConfirmSecondFactor.Reply.NotEnrolled notEnrolled -> request.notFound();
            });
  }

  private Future<Buffer> remove(ApiRequest request) {
    return bus.ask(request.body(RemoveSecondFactor.class), request.call())
        .map(reply ->
            switch (reply) {
              case RemoveSecondFactor.Reply.Removed removed -> request.empty(204);
              case RemoveSecondFactor.Reply.Refused refused ->
                  wrong(request, "the password or the code is wrong");
              case RemoveSecondFactor.Reply.TooSoon(var seconds) -> tooSoon(request, seconds);
              case RemoveSecondFactor.Reply.NoneThere none -> request.notFound();
            });
  }

  private Future<Buffer> signIn(ApiRequest request) {
    return bus.ask(request.body(SignInWithSecondFactor.class), request.call())
        .map(reply ->
            switch (reply) {
              case SignInWithSecondFactor.Reply.SignedIn(var tokens) ->
                  request.json(201, SessionHandlers.TokensBody.of(tokens));
              case SignInWithSecondFactor.Reply.Refused refused ->
                  wrong(request, "the code is wrong or was used before, or the ticket has expired");
              case SignInWithSecondFactor.Reply.TooSoon(var seconds) -> tooSoon(request, seconds);
            });
  }

  private Future<Buffer> drop(ApiRequest request) {
    return bus.ask(new DropSecondFactor(request.id()), request.call())
        .map(reply ->
            switch (reply) {
              case DropSecondFactor.Reply.Dropped dropped -> request.empty(204);
              case DropSecondFactor.Reply.Unknown unknown -> request.notFound();
            });
  }

  private static Buffer wrong(ApiRequest request, String detail) {
    return request.problem(ErrorCode.WRONG_CREDENTIALS, detail);
  }

  private static Buffer tooSoon(ApiRequest request, long seconds) {
    return request.problem(
        Problem.of(ErrorCode.TOO_MANY_ATTEMPTS, "too many wrong codes; this one was not looked at")
            .with("Retry-After", String.valueOf(seconds)));
  }
}
