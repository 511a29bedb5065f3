/**
 * What every context answers and announces: its log, as followers, readers outside and the timeline
 * of an order read it, how its followers stand, and what the staff did.
 */
@NullMarked
package mercat.contracts.log;

import org.jspecify.annotations.NullMarked;
