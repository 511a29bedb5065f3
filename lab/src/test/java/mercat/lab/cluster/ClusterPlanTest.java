package mercat.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mercat.lab.system.SystemLaunch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the nodes of a cluster are started. */
class ClusterPlanTest {
  private static final String DATABASE = "postgresql://mercat:secret@db.example.org/shop";

  @TempDir private Path data;

  /** Everybody on the machine reads the words of a command. */
  @Test
  void tellsNodesTheirDatabaseInTheirEnvironmentAlone() {
    var plan =
        new ClusterPlan(
            data, Layout.full(2), new RememberedPorts(data), List.of(), Optional.empty());
    assertThat(plan.launches(DATABASE))
        .hasSize(2)
        .allSatisfy(ClusterPlanTest::assertTold)
        .allSatisfy(node -> assertThat(node.data().resolve("node.yaml")).isNotEmptyFile())
        .allSatisfy(node ->
            assertThat(node.data().resolve("node.yaml")).content().doesNotContain("secret"));
    assertTold(plan.outsider(DATABASE));
    assertTold(SystemLaunch.onFreePorts(data, null, null, DATABASE));
  }

  private static void assertTold(SystemLaunch launch) {
    assertThat(launch.program().command(launch.flags())).noneMatch(word -> word.contains("secret"));
    assertThat(launch.environment()).containsEntry("DATABASE_URL", DATABASE);
  }
}
