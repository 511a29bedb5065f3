package mercat.lab.system;

import java.io.IOException;
import mercat.verify.UnreachableException;

/** What the system's {@code kill} can tell a process. */
public enum Signal {
  /** Do nothing at all until told to go on. */
  STOP,
  /** Go on as if nothing had been. */
  CONT;

  public void sendTo(long pid) {
    try {
      var sent = new ProcessBuilder("kill", "-" + name(), String.valueOf(pid)).start();
      if (sent.waitFor() != 0) {
        throw new UnreachableException("process " + pid + " cannot be sent SIG" + name());
      }
    } catch (IOException failure) {
      throw new UnreachableException("there is no program kill", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending a signal", interrupted);
    }
  }
}
