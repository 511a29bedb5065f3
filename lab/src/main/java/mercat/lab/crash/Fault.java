package mercat.lab.crash;

import java.util.Locale;
import mercat.lab.system.EmbeddedServer;
import mercat.lab.system.SystemProcess;

/** What is done to a system under load. */
public enum Fault {
  /** {@code kill -9} of the process; its database runs on and is adopted. */
  PROCESS(true) {
    @Override
    void strike(SystemProcess system, EmbeddedServer server) {
      system.kill();
    }
  },

  /** {@code kill -9} of the database's first process; the system starts it again. */
  POSTMASTER(false) {
    @Override
    void strike(SystemProcess system, EmbeddedServer server) {
      server.kill();
    }
  },

  /** {@code pg_ctl restart -m immediate}: a restart that does not clean up. */
  RESTART(false) {
    @Override
    void strike(SystemProcess system, EmbeddedServer server) {
      server.restartImmediately();
    }
  },

  /** Process and database at once, as when a machine loses its power. */
  BOTH(true) {
    @Override
    void strike(SystemProcess system, EmbeddedServer server) {
      server.kill();
      system.kill();
    }
  };

  private final boolean endsTheProcess;

  Fault(boolean endsTheProcess) {
    this.endsTheProcess = endsTheProcess;
  }

  /** Whether somebody has to start the system again. */
  boolean endsTheProcess() {
    return endsTheProcess;
  }

  abstract void strike(SystemProcess system, EmbeddedServer server);

  /** As it is written on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
