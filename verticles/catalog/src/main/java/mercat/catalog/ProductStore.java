package mercat.catalog;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.regex.Pattern;
import mercat.catalog.domain.ProductChange;
import mercat.contracts.Money;
import mercat.contracts.Page;
import mercat.contracts.Sku;
import mercat.contracts.catalog.FindProduct;
import mercat.contracts.catalog.FindProducts;
import mercat.contracts.catalog.PriceLines.Price;
import mercat.contracts.catalog.Product;
import mercat.platform.Call;
import mercat.platform.database.Columns;
import mercat.platform.database.Database;
import mercat.platform.database.Rows;
import mercat.platform.database.Tx;

/** The product table. Lock order: products by SKU; the log last. */
record ProductStore(Database database) {
  private static final String COLUMNS =
      "sku, name, description, price_minor, currency, category, published, version";

  /** Version 0 is nobody's: a claim of a new SKU that the same transaction fills. */
  private static final String CLAIM =
      """
      insert into product (sku, name, description, price_minor, currency, category, published, version)
      select sku, '', '', 0, 'XXX', '', false, 0 from unnest($1::text[]) as asked(sku)
       order by sku
      on conflict do nothing\
      """;

  private static final String LOCK =
      "select "
          + COLUMNS
          + " from product where sku = any($1::text[]) order by sku for no key update";

  private static final String SAVE =
      """
      update product p
         set name = put.name, description = put.description, price_minor = put.price_minor,
             currency = put.currency, category = put.category, published = put.published,
             version = put.version, updated_at = now()
        from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::boolean[],
                    $8::bigint[])
          as put(sku, name, description, price_minor, currency, category, published, version)
       where p.sku = put.sku\
      """;

  private static final String FIND =
      "select " + COLUMNS + " from product where sku = $1::text and version > 0";

  /** A page ends early where its products weigh too much. */
  private static final String SEARCH =
      "select "
          + COLUMNS
          + """
          , found
          from (select product.*, count(*) over () as found,
                       sum(octet_length(description)) over (order by sku) - octet_length(description) as ahead
                  from (select *
                          from product
                         where published and sku > $1::text
                           and ($2::text = '' or category = $2::text)
                           and not exists (select from unnest($3::text[]) as word
                                            where name not ilike word and sku not ilike word)
                         order by sku
                         limit $4::int + 1) product) product
          where ahead <= $5::int
          order by sku
          limit $4::int\
          """;

  /** The same with what buyers do not see. */
  private static final String SEARCH_ALL = SEARCH.replace("where published and", "where");

  private static final String PRICES =
      "select sku, name, price_minor, currency from product where sku = any($1::text[]) and"
          + " published";

  private static final String ALL_PRICES =
      "select sku, name, price_minor, currency from product where published limit $1::int";

  record Versioned(Product product, long version) {}

  /** Locks products, ascending by SKU, those that are new among them; what was there, by SKU. */
  Map<Sku, Versioned> claimAndLock(Tx tx, SortedSet<Sku> skus) {
    var parameters = Columns.of(skus).text(Sku::value).tuple();
    tx.send(CLAIM, parameters);
    var found = new HashMap<Sku, Versioned>();
    for (var row : tx.query(LOCK, parameters)) {
      if (row.getLong(7) > 0) {
        var versioned = versioned(row);
        found.put(versioned.product().sku(), versioned);
      }
    }
    return found;
  }

  void save(Tx tx, Collection<ProductChange> changes) {
    tx.send(
        SAVE,
        Columns.of(changes)
            .text(change -> change.product().sku().value())
            .text(change -> change.product().name())
            .text(change -> change.product().description())
            .bigint(change -> change.product().price().amount())
            .text(change -> change.product().price().currency())
            .text(change -> change.product().category())
            .bool(change -> change.product().published())
            .bigint(ProductChange::version)
            .tuple());
  }

  FindProduct.Reply find(FindProduct request, Call call) {
    return database.read(FIND, Tuple.of(request.sku().value())).stream()
        .map(ProductStore::versioned)
        .<FindProduct.Reply>map(
            found -> new FindProduct.Reply.Found(found.product(), found.version()))
        .findFirst()
        .orElseGet(FindProduct.Reply.Unknown::new);
  }

  FindProducts.Found search(FindProducts request, Call call) {
    boolean areDraftsWanted = Boolean.TRUE.equals(request.drafts());
    if (areDraftsWanted) {
      call.actor().requireScope("products:read");
    }
    var words =
        Pattern.compile("[\\s\\p{Z}]+")
            .splitAsStream(request.text())
            .filter(word -> !word.isEmpty())
            .map(word -> "%" + word.replaceAll("[\\\\%_]", "\\\\$0") + "%")
            .toArray(String[]::new);
    var rows =
        database.read(
            areDraftsWanted ? SEARCH_ALL : SEARCH,
            Tuple.tuple()
                .addString(request.after())
                .addString(request.category())
                .addArrayOfString(words)
                .addInteger(request.limit())
                .addInteger(Page.BYTES_MAX));
    var page = rows.stream().map(row -> versioned(row).product()).toList();
    return new FindProducts.Found(
        page, !page.isEmpty() && rows.iterator().next().getLong("found") > page.size());
  }

  /** The prices of those of the SKUs that are published. */
  Map<Sku, Price> prices(Collection<Sku> skus) {
    return prices(PRICES, Columns.of(skus).text(Sku::value).tuple());
  }

  /** The prices of published products, so many at most. */
  Map<Sku, Price> prices(int most) {
    return prices(ALL_PRICES, Tuple.of(most));
  }

  private Map<Sku, Price> prices(String sql, Tuple parameters) {
    return Rows.byKey(
        database.read(sql, parameters),
        row ->
            new Price(
                new Sku(row.getString(0)),
                row.getString(1),
                new Money(row.getLong(2), row.getString(3))),
        Price::sku);
  }

  private static Versioned versioned(Row row) {
    var price = new Money(row.getLong(3), row.getString(4));
    return new Versioned(
        new Product(
            new Sku(row.getString(0)),
            row.getString(1),
            row.getString(2),
            price,
            row.getString(5),
            row.getBoolean(6)),
        row.getLong(7));
  }
}
