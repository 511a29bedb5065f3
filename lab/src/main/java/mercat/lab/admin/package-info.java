/** What staff does to a running system from the command line, by its API. */
@NullMarked
package mercat.lab.admin;

import org.jspecify.annotations.NullMarked;
