package mercat.platform;

import io.vertx.core.Vertx;
import java.time.InstantSource;
import mercat.platform.bus.Bus;
import mercat.platform.config.Settings;
import mercat.platform.telemetry.Telemetry;

/** What an edge stands on in one process. It owns no schema: whatever it needs, it asks for. */
public record EdgeRuntime(
    Vertx vertx, Bus bus, Settings settings, InstantSource clock, Telemetry telemetry) {}
