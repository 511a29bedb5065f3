package mercat.payments;

import java.util.function.Function;

/**
 * The hooks of one provider.
 *
 * @param subject finds in a body what it is about
 */
record ProviderHooks(HookSecrets secrets, Function<String, HookSubject> subject) {}
