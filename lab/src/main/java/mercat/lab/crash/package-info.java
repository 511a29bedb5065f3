/** Crashes and freezes in the middle of a load, and the proof that nothing was lost by them. */
@NullMarked
package mercat.lab.crash;

import org.jspecify.annotations.NullMarked;
