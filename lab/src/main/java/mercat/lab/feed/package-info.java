/** The feed to Kafka while its broker is killed and away, held against the logs. */
@NullMarked
package mercat.lab.feed;

import org.jspecify.annotations.NullMarked;
