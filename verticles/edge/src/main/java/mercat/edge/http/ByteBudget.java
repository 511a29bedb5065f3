package mercat.edge.http;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What all clients of a node may have it hold in memory together. Who waits for a client to send is
 * cut when others need the room, the oldest first: honest clients are done in milliseconds, and
 * those who wait on purpose only harm one another. Safe for all event loops.
 */
public final class ByteBudget {
  /** Whoever holds more may use three quarters of it: the rest is for small requests. */
  private static final int SMALL_BYTES = 64 * 1024;

  private final long bytesMax;
  private final Set<Claim> cuttable = new LinkedHashSet<>();
  private long used;
  private long cuttableBytes;

  public ByteBudget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /**
   * Begins to hold something for a client.
   *
   * @param cut lets go of it; called at most once, on the thread of whoever needs the room
   */
  public Claim begin(Runnable cut) {
    return new Claim(cut);
  }

  synchronized long used() {
    return used;
  }

  public final class Claim {
    private final Runnable cut;
    private long bytes;
    private boolean isOver;

    private Claim(Runnable cut) {
      this.cut = cut;
    }

    /**
     * Holds so much in place of what it held, as the newest of all: its client has done a part.
     * Whether there is, or was made, room.
     */
    public boolean hold(long inPlace) {
      settle();
      giveBack(this);
      return add(inPlace);
    }

    /** Holds more, until the client has done its part; whether there is, or was made, room. */
    boolean add(long more) {
      List<Claim> toCut = new ArrayList<>(0);
      boolean fits = take(this, more, toCut);
      toCut.forEach(claim -> claim.cut.run());
      return fits;
    }

    /** The client has done its part: this is not cut any more. */
    void settle() {
      synchronized (ByteBudget.this) {
        if (cuttable.remove(this)) {
          cuttableBytes -= bytes;
        }
      }
    }

    public void release() {
      settle();
      end(this);
    }
  }

  private synchronized boolean take(Claim claim, long more, List<Claim> toCut) {
    long max = claim.bytes + more > SMALL_BYTES ? bytesMax - bytesMax / 4 : bytesMax;
    if (claim.isOver || used - (cuttableBytes - claim.bytes) + more > max) {
      return false;
    }
    var oldest = cuttable.iterator();
    while (used + more > max) {
      var next = oldest.next();
      if (next != claim) {
        oldest.remove();
        cuttableBytes -= next.bytes;
        end(next);
        toCut.add(next);
      }
    }
    used += more;
    claim.bytes += more;
    cuttable.add(claim);
    cuttableBytes += more;
    return true;
  }

  private synchronized void end(Claim claim) {
    claim.isOver = true;
    giveBack(claim);
  }

  private synchronized void giveBack(Claim claim) {
    used -= claim.bytes;
    claim.bytes = 0;
  }
}
