package mercat.lab.reactions;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mercat.lab.system.SystemLaunch;
import mercat.lab.system.SystemProcess;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;

/**
 * A system whose process is killed in the moments at which a mail server has taken a mail and has
 * not told it so yet, and started again; its database runs on.
 */
final class MortalSystem implements AutoCloseable {
  private final SystemLaunch launch;
  private final Screen screen;
  private final ExecutorService starting = Executors.newSingleThreadExecutor();

  /** At which mail of a kind it is still to die. */
  private final Map<MailSubject, Long> deathAt = new EnumMap<>(MailSubject.class);

  private final Map<MailSubject, Long> taken = new EnumMap<>(MailSubject.class);
  private final List<Death> deaths = new ArrayList<>();
  private volatile SystemProcess process;

  /**
   * That it was killed.
   *
   * @param when which mail had just been taken
   * @param backAfterSeconds until it was ready again
   */
  record Death(String when, double backAfterSeconds) {}

  MortalSystem(SystemLaunch launch, Screen screen) {
    this.launch = launch;
    this.screen = screen;
    this.process = SystemProcess.startAndAwaitReady(launch, screen);
  }

  SystemProcess process() {
    return process;
  }

  /** Lets it die at this mail of a kind, counted from 1. */
  synchronized void dieAt(MailSubject subject, long mail) {
    deathAt.put(subject, mail);
  }

  /** To be told of each mail that was taken. */
  synchronized void taken(MailSubject subject) {
    long mail = taken.merge(subject, 1L, Long::sum);
    if (deathAt.getOrDefault(subject, 0L) == mail) {
      var killedNanos = System.nanoTime();
      process.kill();
      var when = "mail %d of %s".formatted(mail, subject);
      var unused = starting.submit(() -> startAgain(when, killedNanos));
    }
  }

  private void startAgain(String when, long killedNanos) {
    process.close();
    process = SystemProcess.startAndAwaitReady(launch, screen.silent());
    var death = new Death(when, Numbers.secondsSince(killedNanos));
    synchronized (this) {
      deaths.add(death);
    }
    screen.note(
        "killed when %s had been taken, ready again after %s s"
            .formatted(when, Numbers.decimal(death.backAfterSeconds)));
  }

  synchronized List<Death> deaths() {
    return List.copyOf(deaths);
  }

  @Override
  public void close() {
    starting.close();
    process.close();
  }
}
