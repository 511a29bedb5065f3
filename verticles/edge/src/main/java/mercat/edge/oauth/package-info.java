/** OAuth 2 and OpenID Connect, as other systems and front ends speak them. */
@NullMarked
package mercat.edge.oauth;

import org.jspecify.annotations.NullMarked;
