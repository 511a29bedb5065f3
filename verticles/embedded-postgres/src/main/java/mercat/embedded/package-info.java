/**
 * The PostgreSQL server that Mercat brings along: unpacked, initialised, started, adopted, watched
 * and stopped here. It lives in the data directory and is as durable as any other.
 */
@NullMarked
package mercat.embedded;

import org.jspecify.annotations.NullMarked;
