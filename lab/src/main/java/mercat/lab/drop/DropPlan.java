package mercat.lab.drop;

import mercat.lab.terminal.Bounds;

/** A sale: so many units, so many buyers of one each, over so many connections. */
public record DropPlan(int stock, int buyers, int connections) {
  public DropPlan {
    Bounds.check("stock", stock, 0, 1_000_000);
    Bounds.check("buyers", buyers, 1, 1_000_000);
    Bounds.check("connections", connections, 1, 10_000);
  }
}
