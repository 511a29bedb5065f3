/** The rules of __context__. No bus, no database. */
@NullMarked
package mercat.__context__.domain;

import org.jspecify.annotations.NullMarked;
