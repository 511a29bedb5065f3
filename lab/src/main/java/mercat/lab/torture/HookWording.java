package mercat.lab.torture;

import java.util.List;
import mercat.lab.load.HttpText;
import mercat.lab.load.ServerAddress;

/** How a provider words and signs its hooks, and how somebody else would try to. */
interface HookWording {
  int TOLERATED_SECONDS = 300;
  long DAY_SECONDS = 86_400;

  /** What a provider tells, last things first. */
  List<String> types();

  /** A hook that the provider could have sent now, though what it claims is not so. */
  HttpText genuine(ServerAddress edge, String charge, String type);

  /** What only looks like one about a charge: forged, changed or old, and in which way. */
  List<SentHook> forged(ServerAddress edge, String charge);

  /** A statement that counts the rows of charges, whose ids are its two parameters. */
  String rows();

  /**
   * A hook, and what it deserves.
   *
   * @param forgery what is wrong with it; empty for nothing
   */
  record SentHook(String forgery, HttpText text) {
    int deserved() {
      return forgery.isEmpty() ? 204 : 401;
    }
  }

  /** Seconds since 1970. */
  static long now() {
    return System.currentTimeMillis() / 1_000;
  }
}
