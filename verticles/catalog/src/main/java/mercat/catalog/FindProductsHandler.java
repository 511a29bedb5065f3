package mercat.catalog;

import mercat.contracts.catalog.FindProducts;
import mercat.contracts.catalog.FindProducts.Found;
import mercat.platform.Call;
import mercat.platform.RequestHandler;

/** Finds a page of the products that are for sale. */
final class FindProductsHandler implements RequestHandler<FindProducts, Found> {
  private final ProductStore products;

  FindProductsHandler(ProductStore products) {
    this.products = products;
  }

  @Override
  public Found handle(FindProducts request, Call call) {
    var found = products.search(request);
    boolean isMore = found.size() > request.limit();
    return new Found(isMore ? found.subList(0, request.limit()) : found, isMore);
  }
}
