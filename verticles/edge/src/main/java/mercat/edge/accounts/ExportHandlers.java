package mercat.edge.accounts;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import mercat.contracts.accounts.Account;
import mercat.contracts.accounts.ListSessions;
import mercat.contracts.accounts.ReadAccount;
import mercat.contracts.orders.ListOwnOrders;
import mercat.contracts.orders.ListOwnOrders.OwnOrder;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.ListPage;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.Problem;
import mercat.platform.bus.Bus;
import org.jspecify.annotations.Nullable;

/** All that is known of whoever asks, from every context that knows anything, page by page. */
public record ExportHandlers(Bus bus) {
  /** What only the first page says. */
  private record Person(@Nullable Account account, List<ListSessions.Session> sessions) {
    static final Person SAID_BEFORE = new Person(null, List.of());
  }

  private record Export(
      @JsonUnwrapped Person person, List<OwnOrder> orders, @Nullable String next) {
    static Export of(Person person, ListOwnOrders.Found found) {
      var page =
          ListPage.of(found.orders(), found.more(), own -> own.order().id(), Function.identity());
      return new Export(person, page.data(), page.next());
    }
  }

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of("exportAccount", this::export);
  }

  private Future<Buffer> export(ApiRequest request) {
    var before = request.beforeOrder();
    var person = before == null ? person(request) : Future.succeededFuture(Person.SAID_BEFORE);
    var orders = new ListOwnOrders(before, request.number("limit"));
    return person.compose(known ->
        bus.ask(orders, request.call()).map(found -> request.json(200, Export.of(known, found))));
  }

  private Future<Person> person(ApiRequest request) {
    var call = request.call();
    return bus.ask(new ReadAccount(call.actor().requireCustomer()), call)
        .compose(reply ->
            switch (reply) {
              case ReadAccount.Reply.Found(var account) ->
                  bus.ask(new ListSessions(), call)
                      .map(listed -> new Person(account, listed.sessions()));
              case ReadAccount.Reply.Unknown unknown -> Future.failedFuture(Problem.notFound());
            });
  }
}
