package mercat.platform.telemetry;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The telemetry of one process: what is scraped, and what is sent to a collector if there is one.
 */
public final class NodeTelemetry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeTelemetry.class);
  private static final int ATTRIBUTE_LENGTH_MAX = 256;

  /**
   * Its own words about a collector that is away would go past the log. Kept, lest it be forgotten.
   */
  private static final java.util.logging.Logger EXPORTER =
      java.util.logging.Logger.getLogger("io.opentelemetry.exporter");

  private final PrometheusMeterRegistry metrics;
  private final @Nullable SdkTracerProvider spans;
  private final Traces traces;
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final Duration flush;

  private NodeTelemetry(TelemetryConfig config, String node, String version) {
    this.flush = config.flush();
    if (config.endpoint().isEmpty()) {
      this.metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      this.metrics.config().meterFilter(new MeterDescriptions());
      this.spans = null;
      this.traces = Traces.OFF;
      return;
    }
    EXPORTER.setLevel(Level.OFF);
    var exemplars = new Exemplars();
    this.metrics =
        new PrometheusMeterRegistry(
            PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, exemplars);
    this.metrics.config().meterFilter(new MeterDescriptions());
    this.spans =
        SdkTracerProvider.builder()
            .setSampler(Sampler.alwaysOn())
            .setResource(resource(config, node, version))
            .setSpanLimits(
                SpanLimits.builder().setMaxAttributeValueLength(ATTRIBUTE_LENGTH_MAX).build())
            .addSpanProcessor(new BoundedExport(collector(config), config, metrics))
            .build();
    this.traces =
        Traces.recordedBy(
            spans.get("mercat", version), config.ratio(), config.trustCallers(), exemplars);
  }

  /**
   * The telemetry of a node. A collector that is away is no reason not to start.
   *
   * @param node names the process among those of the installation
   */
  public static NodeTelemetry of(TelemetryConfig config, String node, String version) {
    return new NodeTelemetry(config, node, version);
  }

  private static OtlpHttpSpanExporter collector(TelemetryConfig config) {
    var endpoint = config.endpoint();
    var base = endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
    return OtlpHttpSpanExporter.builder()
        .setEndpoint(base + "/v1/traces")
        .setTimeout(config.exportTimeout())
        .setConnectTimeout(config.exportTimeout())
        .setRetryPolicy(null)
        .build();
  }

  private static Resource resource(TelemetryConfig config, String node, String version) {
    return Resource.create(
        Attributes.builder()
            .put("service.name", config.serviceName())
            .put("service.namespace", "mercat")
            .put("service.version", version)
            .put("service.instance.id", node)
            .build());
  }

  /** Tells of the process and its JVM too. Only once it is ready: a start has better to do. */
  public void observeProcess(String version) {
    var unused =
        Gauge.builder("mercat.build.info", () -> 1)
            .tags("version", version, "java", String.valueOf(Runtime.version().feature()))
            .register(metrics);
    new JvmMemoryMetrics().bindTo(metrics);
    new JvmThreadMetrics().bindTo(metrics);
    new ProcessorMetrics().bindTo(metrics);
    new FileDescriptorMetrics().bindTo(metrics);
    new UptimeMetrics().bindTo(metrics);
    collections.bindTo(metrics);
  }

  public Telemetry telemetry() {
    return new Telemetry(metrics, traces);
  }

  /**
   * All meters as text.
   *
   * @param mediaType of Prometheus or of OpenMetrics; only the latter has examples
   */
  public String scrape(String mediaType) {
    return metrics.scrape(mediaType);
  }

  /** Sends what waits, as long as a stop may wait for it. */
  @Override
  public void close() {
    if (spans != null) {
      var flushed = spans.shutdown().join(flush.toMillis(), TimeUnit.MILLISECONDS);
      if (!flushed.isSuccess()) {
        LOG.warn("spans are lost: the collector did not take them in time");
      }
    }
    collections.close();
    metrics.close();
  }
}
