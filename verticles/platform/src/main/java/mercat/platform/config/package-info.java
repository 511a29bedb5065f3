/**
 * Configuration: a record per section, checked when Mercat starts.
 *
 * <p>A section is a record with a static method {@code defaults()}. Its component {@code holdMax}
 * in section {@code inventory} is the setting {@code inventory.hold-max}. What is set where, the
 * later winning: the record's defaults, YAML files, environment ({@code MERCAT_INVENTORY_HOLD_MAX},
 * or {@code MERCAT_INVENTORY_HOLD_MAX_FILE} to read it from a file), system properties ({@code
 * mercat.inventory.hold-max}), flags.
 */
@NullMarked
package mercat.platform.config;

import org.jspecify.annotations.NullMarked;
