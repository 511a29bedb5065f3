/** One process of Mercat: main, up, what it hosts, and how it stops. */
@NullMarked
package mercat.node;

import org.jspecify.annotations.NullMarked;
