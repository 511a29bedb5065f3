/** Load over HTTP/1.1, lean because it shares its cores with what it measures. */
@NullMarked
package mercat.lab.load;

import org.jspecify.annotations.NullMarked;
