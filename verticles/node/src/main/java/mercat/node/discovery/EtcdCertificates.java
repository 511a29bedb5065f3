package mercat.node.discovery;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import mercat.platform.BoundedHttp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates by which etcd is asked. Their files are read again before each request, of which
 * there are few: so what is renewed is in use without a restart. Where the files cannot be used, or
 * do not fit together as yet, those from before go on.
 */
final class EtcdCertificates {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdCertificates.class);

  private final Vertx vertx;
  private final DiscoveryConfig config;
  private final AtomicReference<EtcdTls> inUse;

  /** Why those in use are older than the files; empty when they are not. */
  private final AtomicReference<String> refused = new AtomicReference<>("");

  /**
   * Reads them for the first time.
   *
   * @throws mercat.platform.config.SettingsException saying what is wrong with which file
   */
  EtcdCertificates(Vertx vertx, DiscoveryConfig config) {
    this.vertx = vertx;
    this.config = config;
    this.inUse = new AtomicReference<>(EtcdTls.read(config));
  }

  HttpClientOptions client() {
    return inUse.get().client();
  }

  /** Has a client use what the files say now, if they have changed. Never fails. */
  Future<Void> renew(BoundedHttp http) {
    if (config.certificates().isEmpty()) {
      return Future.succeededFuture();
    }
    Callable<EtcdTls> reading = () -> EtcdTls.read(config);
    return vertx
        .executeBlocking(reading)
        .compose(read -> use(requireNonNull(read), http))
        .onSuccess(used -> refused.set(""))
        .otherwise(unusable -> {
          var why = String.valueOf(unusable.getMessage());
          if (!why.equals(refused.getAndSet(why))) {
            LOG.atWarn()
                .addKeyValue("error", why)
                .log("etcd is asked by the certificates of before");
          }
          return null;
        });
  }

  private Future<Void> use(EtcdTls read, BoundedHttp http) {
    if (read.equals(inUse.get())) {
      return Future.succeededFuture();
    }
    return http.updateCertificates(read.client())
        .onSuccess(used -> {
          inUse.set(read);
          LOG.info("certificates for etcd read again: new connections use them");
        });
  }
}
