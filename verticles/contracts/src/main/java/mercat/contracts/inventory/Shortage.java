package mercat.contracts.inventory;

import mercat.contracts.Sku;

/**
 * A SKU of which an order wanted more than there is.
 *
 * @param available units left when the order was decided
 */
public record Shortage(Sku sku, long requested, long available) {}
