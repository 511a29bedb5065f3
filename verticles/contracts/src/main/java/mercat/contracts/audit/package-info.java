/** What audit answers: who did what, and checkpoints of the logs. */
@NullMarked
package mercat.contracts.audit;

import org.jspecify.annotations.NullMarked;
