package mercat.platform.discovery;

import java.time.InstantSource;

/**
 * One running process.
 *
 * @param id names it in the cluster
 * @param version of Mercat
 * @param epoch when it started, milliseconds since 1970; tells two lives of one id apart
 */
public record Node(String id, String version, long epoch, InstantSource clock) {
  /** This life of the node. */
  public Member member() {
    return new Member(id, epoch);
  }

  String now() {
    return clock.instant().toString();
  }
}
