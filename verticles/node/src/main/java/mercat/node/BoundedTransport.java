package mercat.node;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A transport that bounds how many connections are open at each port on which this process listens,
 * from their first moment on: Vert.x tells of those of HTTP/2 only once they have said something,
 * and whoever opens thousands in silence would use up the files that all ports live on. One
 * connection more is closed.
 */
final class BoundedTransport implements Transport, io.vertx.core.transport.Transport {
  /** Who shares the files: both ports of the API, and all else. */
  private static final int PORTS = 3;

  private final io.vertx.core.transport.Transport chosen;
  private final Transport transport;
  private final int connectionsMax;

  private BoundedTransport(io.vertx.core.transport.Transport chosen, int connectionsMax) {
    this.chosen = chosen;
    this.transport = chosen.implementation();
    this.connectionsMax = connectionsMax;
  }

  /** The fastest transport of this machine, with as many connections as there may be. */
  static BoundedTransport of(NodeConfig config) {
    long files = filesMax();
    int most = config.connectionsMax();
    return of(files > 0 ? Math.clamp(files / PORTS, 1, most) : most);
  }

  static BoundedTransport of(int connectionsMax) {
    var fastest = io.vertx.core.transport.Transport.nativeTransport();
    return new BoundedTransport(
        fastest == null || !fastest.available() ? io.vertx.core.transport.Transport.NIO : fastest,
        connectionsMax);
  }

  /** How many files this process may open, connections among them; 0 where nobody knows. */
  private static long filesMax() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : 0;
  }

  /** What a server is told of before it serves: each connection that it accepted. */
  @ChannelHandler.Sharable
  private static final class Door extends ChannelInboundHandlerAdapter {
    private final int connectionsMax;
    private final AtomicInteger open = new AtomicInteger();

    Door(int connectionsMax) {
      this.connectionsMax = connectionsMax;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
      var connection = (Channel) accepted;
      if (open.incrementAndGet() > connectionsMax) {
        open.decrementAndGet();
        connection.unsafe().closeForcibly();
        return;
      }
      connection.closeFuture().addListener(closed -> open.decrementAndGet());
      ctx.fireChannelRead(connection);
    }
  }

  @Override
  public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
    transport.configure(options, domainSocket, bootstrap);
    var unused = bootstrap.handler(new Door(connectionsMax));
  }

  @Override
  public String name() {
    return chosen.name();
  }

  @Override
  public boolean available() {
    return chosen.available();
  }

  @Override
  public Throwable unavailabilityCause() {
    return transport.unavailabilityCause();
  }

  @Override
  public Transport implementation() {
    return this;
  }

  @Override
  public boolean supportsDomainSockets() {
    return transport.supportsDomainSockets();
  }

  @Override
  public boolean supportFileRegion() {
    return transport.supportFileRegion();
  }

  @Override
  public boolean isAvailable() {
    return transport.isAvailable();
  }

  @Override
  public java.net.SocketAddress convert(io.vertx.core.net.SocketAddress address) {
    return transport.convert(address);
  }

  @Override
  public io.vertx.core.net.SocketAddress convert(java.net.SocketAddress address) {
    return transport.convert(address);
  }

  @Override
  public IoHandlerFactory ioHandlerFactory() {
    return transport.ioHandlerFactory();
  }

  @Override
  public EventLoopGroup eventLoopGroup(
      int type, int threads, ThreadFactory threadFactory, int ioRatio) {
    return transport.eventLoopGroup(type, threads, threadFactory, ioRatio);
  }

  @Override
  public DatagramChannel datagramChannel() {
    return transport.datagramChannel();
  }

  @Override
  @SuppressWarnings("deprecation") // it is what the interface names
  public DatagramChannel datagramChannel(InternetProtocolFamily family) {
    return transport.datagramChannel(family);
  }

  @Override
  public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
    return transport.channelFactory(domainSocket);
  }

  @Override
  public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
    return transport.serverChannelFactory(domainSocket);
  }

  @Override
  public void configure(DatagramChannel channel, DatagramSocketOptions options) {
    transport.configure(channel, options);
  }

  @Override
  public void configure(
      ClientOptionsBase options, int connectTimeout, boolean domainSocket, Bootstrap bootstrap) {
    transport.configure(options, connectTimeout, domainSocket, bootstrap);
  }
}
