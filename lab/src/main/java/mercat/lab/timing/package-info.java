/** Whether the time that an answer takes tells strangers who has an account. */
@NullMarked
package mercat.lab.timing;

import org.jspecify.annotations.NullMarked;
