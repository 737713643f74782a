package dev.gleaner.systemtests.refusal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A TCP proxy between the actuator and its database that can interrupt all connections. */
final class InterruptibleTcpProxy implements AutoCloseable {

    private final String host;
    private final int target;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final int port;
    private volatile @Nullable ServerSocket server;

    InterruptibleTcpProxy(String host, int target) {
        this.host = host;
        this.target = target;
        ServerSocket first = listen(0);
        this.port = first.getLocalPort();
        serve(first);
    }

    int port() {
        return port;
    }

    /** Closes all connections, and accepts no more. */
    void cut() {
        close();
    }

    /** Accepts connections again. */
    void restore() {
        serve(listen(port));
    }

    private static ServerSocket listen(int port) {
        try {
            return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(ServerSocket socket) {
        server = socket;
        start(() -> {
            while (!socket.isClosed()) {
                accept(socket);
            }
        });
    }

    private void accept(ServerSocket socket) {
        try {
            Socket in = socket.accept();
            Socket out = new Socket(host, target);
            if (register(socket, in, out)) {
                start(() -> copy(in, out));
                start(() -> copy(out, in));
            }
        } catch (IOException closed) {
            // The proxy is interrupted.
        }
    }

    /** Registers a connection, unless the server socket was closed meanwhile, as it would not be interrupted. */
    private synchronized boolean register(ServerSocket acceptedBy, Socket in, Socket out) throws IOException {
        if (acceptedBy.isClosed()) {
            in.close();
            out.close();
            return false;
        }
        open.add(in);
        open.add(out);
        return true;
    }

    private void copy(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException cut) {
            // The proxy is interrupted.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public synchronized void close() {
        try {
            ServerSocket current = server;
            if (current != null) {
                current.close();
            }
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
