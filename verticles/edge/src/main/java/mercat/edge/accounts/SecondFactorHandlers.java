package mercat.edge.accounts;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
  private record PasswordBody(Credential password) {}

  private record CodeBody(Credential code) {}

  private record TicketBody(Credential ticket, Credential code) {}

  private record RemovalBody(Credential password, Credential code) {}

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
    var password = request.body(PasswordBody.class).password();
    return bus.ask(new EnrolSecondFactor(password), request.call())
        .map(reply ->
            switch (reply) {
              case EnrolSecondFactor.Reply.Enrolled(var secret, var uri) -> {
                request.header(HttpHeaders.CACHE_CONTROL, "no-store");
                yield request.json(201, new SecretBody(secret, uri));
              }
              case EnrolSecondFactor.Reply.WrongPassword wrong ->
                  wrong(request, "the password is wrong");
              case EnrolSecondFactor.Reply.AlreadyThere there ->
                  request.problem(
                      ErrorCode.CONFLICT, "there is a second factor; remove that one first");
            });
  }

  private Future<Buffer> confirm(ApiRequest request) {
    var code = request.body(CodeBody.class).code();
    return bus.ask(new ConfirmSecondFactor(code), request.call())
        .map(reply ->
            switch (reply) {
              case ConfirmSecondFactor.Reply.Confirmed(var recoveryCodes) -> {
                request.header(HttpHeaders.CACHE_CONTROL, "no-store");
                yield request.json(200, new RecoveryBody(recoveryCodes));
              }
              case ConfirmSecondFactor.Reply.WrongCode wrong ->
                  wrong(request, "the code is wrong, or was used before");
              case ConfirmSecondFactor.Reply.TooSoon(var seconds) -> tooSoon(request, seconds);
              case ConfirmSecondFactor.Reply.NotEnrolled notEnrolled ->
                  request.problem(Problem.notFound());
            });
  }

  private Future<Buffer> remove(ApiRequest request) {
    var body = request.body(RemovalBody.class);
    return bus.ask(new RemoveSecondFactor(body.password(), body.code()), request.call())
        .map(reply ->
            switch (reply) {
              case RemoveSecondFactor.Reply.Removed removed -> request.empty(204);
              case RemoveSecondFactor.Reply.Refused refused ->
                  wrong(request, "the password or the code is wrong");
              case RemoveSecondFactor.Reply.TooSoon(var seconds) -> tooSoon(request, seconds);
              case RemoveSecondFactor.Reply.NoneThere none -> request.problem(Problem.notFound());
            });
  }

  private Future<Buffer> signIn(ApiRequest request) {
    var body = request.body(TicketBody.class);
    return bus.ask(new SignInWithSecondFactor(body.ticket(), body.code()), request.call())
        .map(reply ->
            switch (reply) {
              case SignInWithSecondFactor.Reply.SignedIn(var tokens) ->
                  SessionHandlers.unstored(request, 201, tokens);
              case SignInWithSecondFactor.Reply.Refused refused ->
                  wrong(request, "the code is wrong or was used before, or the ticket has expired");
              case SignInWithSecondFactor.Reply.TooSoon(var seconds) -> tooSoon(request, seconds);
            });
  }

  private Future<Buffer> drop(ApiRequest request) {
    return bus.ask(new DropSecondFactor(UUID.fromString(request.text("id"))), request.call())
        .map(reply ->
            switch (reply) {
              case DropSecondFactor.Reply.Dropped dropped -> request.empty(204);
              case DropSecondFactor.Reply.Unknown unknown -> request.problem(Problem.notFound());
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
