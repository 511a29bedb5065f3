package mercat.platform;

import io.vertx.core.Vertx;
import java.time.InstantSource;
import mercat.platform.bus.Bus;
import mercat.platform.config.Settings;
import mercat.platform.telemetry.Telemetry;

/** What the contexts and edges of one process have in common. */
public record NodeRuntime(
    Vertx vertx, Bus bus, Settings settings, InstantSource clock, Telemetry telemetry) {}
