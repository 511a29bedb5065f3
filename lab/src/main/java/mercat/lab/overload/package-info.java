/** More buyers than are let in: whether those let in are served, and the rest are told so. */
@NullMarked
package mercat.lab.overload;

import org.jspecify.annotations.NullMarked;
