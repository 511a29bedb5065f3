package mercat.edge.accounts;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;
import java.util.UUID;
import mercat.contracts.Address;
import mercat.contracts.accounts.Account;
import mercat.contracts.accounts.Account.SavedAddress;
import mercat.contracts.accounts.ChangeAccount;
import mercat.contracts.accounts.ChangePassword;
import mercat.contracts.accounts.EraseAccount;
import mercat.contracts.accounts.PutAddress;
import mercat.contracts.accounts.ReadAccount;
import mercat.contracts.accounts.Register;
import mercat.contracts.accounts.RemoveAddress;
import mercat.contracts.accounts.RequestPasswordReset;
import mercat.contracts.accounts.ResetPassword;
import mercat.contracts.accounts.VerifyEmail;
import mercat.contracts.orders.ClaimOrders;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.ListPage;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import mercat.platform.bus.Bus;

/** Accounts, as people register, read, change and erase their own. */
public record AccountHandlers(Bus bus) {
  private static final NoArgGenerator IDS = Generators.timeBasedEpochRandomGenerator();

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.ofEntries(
        Map.entry("register", this::register),
        Map.entry("verifyEmail", this::verify),
        Map.entry("requestPasswordReset", this::requestReset),
        Map.entry("resetPassword", this::reset),
        Map.entry("readAccount", this::read),
        Map.entry("changeAccount", this::change),
        Map.entry("eraseAccount", this::erase),
        Map.entry("changePassword", this::changePassword),
        Map.entry("listAddresses", this::addresses),
        Map.entry("addAddress", this::add),
        Map.entry("putAddress", this::put),
        Map.entry("removeAddress", this::remove));
  }

  private Future<Buffer> register(ApiRequest request) {
    return bus.ask(request.body(Register.class), request.call())
        .map(accepted -> request.empty(202));
  }

  private Future<Buffer> verify(ApiRequest request) {
    return bus.ask(request.body(VerifyEmail.class), request.call())
        .map(reply ->
            switch (reply) {
              case VerifyEmail.Reply.Verified verified -> request.empty(204);
              case VerifyEmail.Reply.UnknownToken unknown -> request.problem(unknownLink());
            });
  }

  private Future<Buffer> requestReset(ApiRequest request) {
    return bus.ask(request.body(RequestPasswordReset.class), request.call())
        .map(accepted -> request.empty(202));
  }

  private Future<Buffer> reset(ApiRequest request) {
    return bus.ask(request.body(ResetPassword.class), request.call())
        .map(reply ->
            switch (reply) {
              case ResetPassword.Reply.Changed changed -> request.empty(204);
              case ResetPassword.Reply.UnknownToken unknown -> request.problem(unknownLink());
            });
  }

  private static Problem unknownLink() {
    return Problem.of(
        ErrorCode.UNKNOWN_LINK, "the token was never given, was used before, or has expired");
  }

  private Future<Buffer> read(ApiRequest request) {
    return account(request).map(account -> request.json(200, account));
  }

  private Future<Buffer> addresses(ApiRequest request) {
    return account(request)
        .map(account -> request.json(200, new ListPage<>(account.addresses(), null)));
  }

  /** The caller's own account. */
  private Future<Account> account(ApiRequest request) {
    return bus.ask(new ReadAccount(request.call().actor().requireCustomer()), request.call())
        .compose(reply ->
            switch (reply) {
              case ReadAccount.Reply.Found(var account) -> Future.succeededFuture(account);
              case ReadAccount.Reply.Unknown unknown -> Future.failedFuture(Problem.notFound());
            });
  }

  private Future<Buffer> change(ApiRequest request) {
    return bus.ask(request.body(ChangeAccount.class), request.call())
        .map(reply ->
            switch (reply) {
              case ChangeAccount.Reply.Changed(var account) -> request.json(200, account);
              case ChangeAccount.Reply.Unknown unknown -> request.notFound();
            });
  }

  /** What was ordered as a guest under the same, verified e-mail address is forgotten with it. */
  private Future<Buffer> erase(ApiRequest request) {
    var own = request.call().actor().requireCustomer();
    return bus.ask(new ClaimOrders(), request.call())
        .compose(claimed -> bus.ask(new EraseAccount(own), request.call()))
        .map(reply ->
            switch (reply) {
              case EraseAccount.Reply.Erased erased -> request.empty(204);
              case EraseAccount.Reply.Unknown unknown -> request.notFound();
            });
  }

  private Future<Buffer> changePassword(ApiRequest request) {
    return bus.ask(request.body(ChangePassword.class), request.call())
        .map(reply ->
            switch (reply) {
              case ChangePassword.Reply.Changed changed -> request.empty(204);
              case ChangePassword.Reply.WrongPassword wrong ->
                  request.problem(ErrorCode.WRONG_CREDENTIALS, "the current password is wrong");
            });
  }

  private Future<Buffer> add(ApiRequest request) {
    return save(request, IDS.generate(), true);
  }

  private Future<Buffer> put(ApiRequest request) {
    return save(request, request.id(), false);
  }

  private Future<Buffer> save(ApiRequest request, UUID id, boolean isNew) {
    var address = request.body(Address.class);
    return bus.ask(new PutAddress(id, address, isNew), request.call())
        .map(reply ->
            switch (reply) {
              case PutAddress.Reply.Saved saved -> {
                request.header(HttpHeaders.LOCATION, "/v1/me/addresses/" + id);
                yield request.json(isNew ? 201 : 200, new SavedAddress(id, address));
              }
              case PutAddress.Reply.Unknown unknown -> request.notFound();
              case PutAddress.Reply.TooMany tooMany ->
                  request.conflict(
                      "an account keeps at most " + PutAddress.ADDRESSES_MAX + " addresses");
            });
  }

  private Future<Buffer> remove(ApiRequest request) {
    var id = request.id();
    return bus.ask(new RemoveAddress(id), request.call())
        .map(reply ->
            switch (reply) {
              case RemoveAddress.Reply.Removed removed -> request.empty(204);
              case RemoveAddress.Reply.Unknown unknown -> request.notFound();
            });
  }
}
