package mercat.contracts.audit;

import java.time.Instant;
import mercat.contracts.log.StaffActed;

/**
 * What a member of the staff did, as the audit keeps it.
 *
 * @param number of the record, in no order that means anything
 * @param context that decided it, in whose log it stands
 * @param position where it stands there
 * @param at when it was done
 * @param trace id of the trace of the request, 32 hexadecimal digits; empty if none
 */
public record StaffAction(
    long number, String context, long position, Instant at, String trace, StaffActed acted) {}
