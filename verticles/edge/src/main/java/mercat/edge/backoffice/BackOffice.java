package mercat.edge.backoffice;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import mercat.edge.contract.ApiContract;
import mercat.edge.contract.OperationHandler;
import mercat.platform.bus.Bus;

/** The operations that staff asks for. */
public final class BackOffice {
  private BackOffice() {}

  /** What answers each, by operationId. */
  public static Map<String, OperationHandler> operations(Bus bus, ApiContract contract) {
    var importedRow = contract.operation("importProducts").bodies().get(JsonRows.MEDIA_TYPE);
    var all = new HashMap<String, OperationHandler>();
    all.putAll(new AdminProductHandlers(bus, Objects.requireNonNull(importedRow)).operations());
    all.putAll(new AdminStockHandlers(bus).operations());
    all.putAll(new AdminOrderHandlers(bus).operations());
    all.putAll(new LedgerHandlers(bus).operations());
    return all;
  }
}
