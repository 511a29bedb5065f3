package mercat.contracts.catalog;

import java.util.List;
import mercat.contracts.Message;
import mercat.contracts.Money;
import mercat.contracts.Request;
import mercat.contracts.Sku;

/**
 * Asks the catalog what the SKUs are called and cost now. All of them are known and published, or
 * none is priced.
 */
public record PriceLines(List<Sku> skus) implements Request<PriceLines.Reply> {
  public PriceLines {
    skus = List.copyOf(skus);
  }

  /** Prices in the order of the request, or which SKUs nobody can buy. */
  public sealed interface Reply extends Message {
    record Priced(List<Price> prices) implements Reply {
      public Priced {
        prices = List.copyOf(prices);
      }
    }

    record UnknownSkus(List<Sku> skus) implements Reply {
      public UnknownSkus {
        skus = List.copyOf(skus);
      }
    }
  }

  /** Name and price of one unit. */
  public record Price(Sku sku, String name, Money unitPrice) {}
}
