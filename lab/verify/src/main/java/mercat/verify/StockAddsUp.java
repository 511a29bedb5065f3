package mercat.verify;

/** I2: a shelf holds what came in less what was sold; what is reserved is what orders hold. */
final class StockAddsUp implements Invariant {
  private static final String WRONG =
      """
      with received as (
        select sku, sum(quantity) as units from inventory.receipt group by sku),
      asked as (
        select line.sku,
               coalesce(sum(line.units) filter (where r.state = 'committed'), 0) as sold,
               coalesce(sum(line.units) filter (where r.state = 'held'), 0) as held
        from inventory.reservation r
        cross join lateral unnest(r.skus, r.quantities) as line(sku, units)
        where r.state in ('committed', 'held')
        group by line.sku),
      shelf as (
        select sku, s.on_hand, s.reserved,
               coalesce(received.units, 0) as received,
               coalesce(asked.sold, 0) as sold,
               coalesce(asked.held, 0) as held
        from inventory.stock s
        full join received using (sku)
        full join asked using (sku))
      select 'SKU ' || sku || ': on hand ' || coalesce(on_hand::text, 'nothing') || ', but received '
             || received || ' - sold ' || sold || ' = ' || received - sold || '; reserved '
             || coalesce(reserved::text, 'nothing') || ', but held by orders ' || held
      from shelf
      where coalesce(on_hand, 0) <> received - sold
         or coalesce(reserved, 0) <> held
         or reserved < 0
         or reserved > on_hand
      order by sku\
      """;

  @Override
  public String id() {
    return "I2";
  }

  @Override
  public String promise() {
    return "received - sold = on hand, reserved = held by orders, for each SKU";
  }

  @Override
  public void examine(Examination examination) {
    var snapshot = examination.snapshot();
    examination.checked(snapshot.number("select count(*) from inventory.stock"));
    examination.faults(WRONG);
    var held = snapshot.number("select count(*) from inventory.reservation where state = 'held'");
    if (held > 0) {
      examination.note(held + " reservations held");
    }
  }
}
