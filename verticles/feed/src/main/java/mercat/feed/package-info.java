/** The feed: every event of every context, written to Kafka. */
@NullMarked
package mercat.feed;

import org.jspecify.annotations.NullMarked;
