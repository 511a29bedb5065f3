package mercat.lab.drop;

/** A sale: so many units, so many buyers of one each, over so many connections. */
public record DropPlan(int stock, int buyers, int connections) {
  private static final int BUYERS_MAX = 1_000_000;
  private static final int CONNECTIONS_MAX = 10_000;

  public DropPlan {
    if (stock < 0 || stock > BUYERS_MAX) {
      throw new IllegalArgumentException("stock: 0 to " + BUYERS_MAX);
    }
    if (buyers < 1 || buyers > BUYERS_MAX) {
      throw new IllegalArgumentException("buyers: 1 to " + BUYERS_MAX);
    }
    if (connections < 1 || connections > CONNECTIONS_MAX) {
      throw new IllegalArgumentException("connections: 1 to " + CONNECTIONS_MAX);
    }
  }

  long unitsThatShouldSell() {
    return Math.min(stock, buyers);
  }
}
