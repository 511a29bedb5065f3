package mercat.contracts.orders;

import mercat.contracts.OrderId;
import mercat.contracts.Request;

/** Asks orders for one order of a customer, who is the actor. */
public record FindOwnOrder(OrderId orderId) implements Request<FindOrder.Reply> {}
