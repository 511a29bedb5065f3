package mercat.catalog;

import mercat.contracts.catalog.FindProduct;
import mercat.contracts.catalog.FindProduct.Reply;
import mercat.platform.Call;
import mercat.platform.RequestHandler;

/** Finds a product, for sale or not. */
final class FindProductHandler implements RequestHandler<FindProduct, Reply> {
  private final ProductStore products;

  FindProductHandler(ProductStore products) {
    this.products = products;
  }

  @Override
  public Reply handle(FindProduct request, Call call) {
    return products
        .find(request.sku())
        .<Reply>map(found -> new Reply.Found(found.product(), found.version()))
        .orElseGet(Reply.Unknown::new);
  }
}
