/** A consumer of the HTTP event feed that is killed again and again, held against the logs. */
@NullMarked
package mercat.lab.events;

import org.jspecify.annotations.NullMarked;
