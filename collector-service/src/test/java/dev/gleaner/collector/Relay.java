package dev.gleaner.collector;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Carries connections to a port on: as long as it is not open, nobody answers there. */
final class Relay implements AutoCloseable {

    private final ServerSocket server;
    private final int target;

    private Relay(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /** Opens it on this port. */
    static Relay open(int port, int target) throws IOException {
        Relay relay = new Relay(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()), target);
        inBackground(relay::accept);
        return relay;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() throws IOException {
        while (!server.isClosed()) {
            Socket caller = server.accept();
            Socket called = new Socket(InetAddress.getLoopbackAddress(), target);
            inBackground(() -> carry(caller, called));
            inBackground(() -> carry(called, caller));
        }
    }

    private static void carry(Socket from, Socket to) throws IOException {
        from.getInputStream().transferTo(to.getOutputStream());
        to.shutdownOutput();
    }

    private static void inBackground(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // One side has closed the connection; that is how they end.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private interface Work {
        void run() throws IOException;
    }
}
