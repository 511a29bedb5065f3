package mercat.edge;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import mercat.contracts.payments.LedgerBalances;
import mercat.platform.bus.Bus;

/** The ledger, as finance reads it. */
final class LedgerRoutes {
  private final Bus bus;

  LedgerRoutes(Bus bus) {
    this.bus = bus;
  }

  List<Route> routes() {
    return List.of(
        Route.staff("finance", HttpMethod.GET, "/v1/admin/ledger/balances", this::balances));
  }

  private Future<Answer> balances(Exchange exchange) {
    return bus.ask(new LedgerBalances(), exchange.call())
        .map(reply ->
            Answer.json(
                200,
                json -> {
                  json.writeStartObject();
                  json.writeArrayFieldStart("data");
                  for (var balance : reply.balances()) {
                    json.writeStartObject();
                    json.writeStringField("account", balance.account());
                    JsonBody.money(json, "balance", balance.balance());
                    json.writeEndObject();
                  }
                  json.writeEndArray();
                  json.writeEndObject();
                }));
  }
}
