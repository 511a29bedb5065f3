package mercat.payments;

import java.util.UUID;

/** What a genuine hook is about. */
public sealed interface HookSubject {
  /** A charge, by its key. */
  record Charge(UUID key) implements HookSubject {}

  /** Something that has nothing to do with charges, and that is nothing wrong. */
  record Other() implements HookSubject {}

  /** It is no hook of its provider. */
  record Unreadable() implements HookSubject {}
}
