package mercat.contracts.orders;

import mercat.contracts.OrderId;
import mercat.contracts.Request;
import mercat.contracts.Write;

/**
 * Asks orders to end an order of a customer, who is the actor, that was not shipped. A repeat
 * answers as it stands.
 */
public record CancelOwnOrder(OrderId orderId) implements Request<CancelOrder.Reply>, Write {}
