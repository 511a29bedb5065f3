/**
 * What every request passes: limits, telemetry, authentication, bodies, and the problem that a
 * refusal becomes.
 */
@NullMarked
package mercat.edge.http;

import org.jspecify.annotations.NullMarked;
