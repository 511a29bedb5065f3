package mercat.notifications;

import java.util.UUID;

/** Something that is to be delivered. */
interface Due {
  UUID id();

  /** Of the event that asked for it, where that is recorded; else empty. */
  String trace();

  /** So far, the one about to begin included. */
  int attempts();

  /** What it is, in traces: one of few words. */
  String what();
}
