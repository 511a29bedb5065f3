/** What is going on, told to those who operate: traces as explicit values, meters, exemplars. */
@NullMarked
package mercat.platform.telemetry;

import org.jspecify.annotations.NullMarked;
