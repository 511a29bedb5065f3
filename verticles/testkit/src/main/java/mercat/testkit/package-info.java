/**
 * What tests stand on: a node in this process, on a real database, with its time and its chance.
 */
@NullMarked
package mercat.testkit;

import org.jspecify.annotations.NullMarked;
