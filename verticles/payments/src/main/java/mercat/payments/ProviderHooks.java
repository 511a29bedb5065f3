package mercat.payments;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The hooks of one provider.
 *
 * @param charge finds in a body the key of the charge that it is about; empty where it names none
 */
record ProviderHooks(HookSecrets secrets, Function<String, Optional<UUID>> charge) {}
