/** Ask: typed requests over the event bus, with deadline, actor, trace and one repeat. */
@NullMarked
package mercat.platform.bus;

import org.jspecify.annotations.NullMarked;
