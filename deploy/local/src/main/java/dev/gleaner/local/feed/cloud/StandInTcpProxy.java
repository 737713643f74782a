package dev.gleaner.local.feed.cloud;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The address of the AWS stand-in for all but the feeder. It refuses connections until the estate is built: an empty
 * stand-in would be believed, and due actions would end as if their targets were gone, while an unreachable one is
 * called again.
 */
public final class StandInTcpProxy implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(10);

    private final InetSocketAddress address;
    private final InetSocketAddress standIn;
    private final ServerSocket door;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private @Nullable Thread acceptor;

    /**
     * Creates a closed proxy.
     *
     * @param address where all others connect
     * @param standIn the address of the stand-in itself
     */
    public StandInTcpProxy(URI address, URI standIn) throws IOException {
        this.address = loopback(address);
        this.standIn = loopback(standIn);
        this.door = new ServerSocket();
    }

    /** Accepts connections from now on. */
    void open() throws IOException {
        if (!door.isBound()) {
            door.setReuseAddress(true);
            door.bind(address);
            acceptor = start(this::admit);
        }
    }

    /** Refuses new connections and closes the existing ones. */
    @Override
    public void close() throws IOException {
        door.close();
        awaitEndOfAccepting();
        connections.forEach(Connection::close);
    }

    /**
     * The kernel keeps listening until the accepting thread has left its call, and may have accepted one more
     * connection.
     */
    private void awaitEndOfAccepting() {
        try {
            if (acceptor != null) {
                acceptor.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void admit() {
        while (!door.isClosed()) {
            try {
                Connection connection = new Connection(door.accept(), new Socket());
                connections.add(connection);
                start(connection::begin);
            } catch (IOException e) {
                LockSupport.parkNanos(PAUSE.toNanos()); // closed, or out of file descriptors
            }
        }
    }

    /** Copies bytes in both directions until both sides have ended. */
    private final class Connection {

        private final Socket client;
        private final Socket server;
        private final AtomicInteger open = new AtomicInteger(2);

        private Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        private void begin() {
            try {
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                server.connect(standIn);
                start(() -> pass(server, client));
                pass(client, server);
            } catch (IOException e) {
                close();
            }
        }

        private void pass(Socket from, Socket to) {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
                to.shutdownOutput();
                if (open.decrementAndGet() == 0) {
                    close();
                }
            } catch (IOException e) {
                close();
            }
        }

        private void close() {
            shut(client);
            shut(server);
            connections.remove(this);
        }
    }

    private static void shut(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is over in any case
        }
    }

    private static Thread start(Runnable task) {
        Thread thread = new Thread(task, "stand-in-gate");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static InetSocketAddress loopback(URI uri) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), uri.getPort());
    }
}
