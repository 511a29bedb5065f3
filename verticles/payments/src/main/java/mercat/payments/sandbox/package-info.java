/**
 * A payment provider to try things with: it answers as its tokens say and keeps a record of its
 * own.
 */
@NullMarked
package mercat.payments.sandbox;

import org.jspecify.annotations.NullMarked;
