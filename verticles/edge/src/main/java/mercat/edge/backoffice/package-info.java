/**
 * What staff asks for, and other systems on its behalf: products, stock, coupons, orders and their
 * timelines, money, mails, webhooks, the audit, followers, events.
 */
@NullMarked
package mercat.edge.backoffice;

import org.jspecify.annotations.NullMarked;
