package mercat.lab.torture;

import java.time.Duration;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * One kind of thing that goes wrong.
 *
 * @param id as it is written on the command line, such as {@code F5}
 * @param title for people
 * @param takes about how long, until all is well again
 * @param hindrance why it cannot be tried on this scene; empty where it can
 */
record Fault(
    String id, String title, Duration takes, Function<Scene, String> hindrance, Strike strike) {

  @FunctionalInterface
  interface Strike {
    /**
     * Returns when nothing is kept wrong any more; what was broken may still be on its way back.
     *
     * @param chance decides what is hit, and how
     */
    void at(Scene scene, Incident incident, RandomGenerator chance);
  }

  Fault(String id, String title, int seconds, Strike strike) {
    this(id, title, Duration.ofSeconds(seconds), scene -> "", strike);
  }

  Fault unless(Function<Scene, String> hindered) {
    return new Fault(id, title, takes, hindered, strike);
  }

  boolean isOfDatabase() {
    return id.equals("F9") || id.equals("F21");
  }
}
