package mercat.edge.backoffice;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import mercat.contracts.payments.LedgerBalances;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.OperationHandler;
import mercat.edge.json.JsonBody;
import mercat.platform.bus.Bus;

/** The ledger, as finance reads it. */
final class LedgerHandlers {
  private final Bus bus;

  LedgerHandlers(Bus bus) {
    this.bus = bus;
  }

  Map<String, OperationHandler> operations() {
    return Map.of("balances", this::balances);
  }

  private Future<Buffer> balances(ApiRequest request) {
    return bus.ask(new LedgerBalances(), request.call())
        .map(reply ->
            request.json(
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
