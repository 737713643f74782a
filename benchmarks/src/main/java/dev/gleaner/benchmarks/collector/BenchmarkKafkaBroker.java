package dev.gleaner.benchmarks.collector;

import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.RunPorts;
import dev.gleaner.local.runtime.kafka.KafkaDaemon;
import dev.gleaner.local.runtime.process.DaemonController;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real broker, as a process of its own in a new folder. */
final class BenchmarkKafkaBroker implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DaemonController daemonController;
    private final KafkaDaemon kafka;
    private final RunPorts ports;

    private BenchmarkKafkaBroker(RunFolder run, RunPorts ports) {
        this.ports = ports;
        this.daemonController = new DaemonController(run);
        this.kafka = new KafkaDaemon(run, ports);
    }

    /** Running below this folder, which must not be there. */
    static BenchmarkKafkaBroker start(Path folder) throws IOException {
        RunPorts ports = freePorts();
        BenchmarkKafkaBroker broker = new BenchmarkKafkaBroker(new RunFolder(folder), ports);
        broker.daemonController.start(broker.kafka.prepare());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!listens(ports.kafka())) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the broker did not start");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        return broker;
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** A port for the collector. */
    int collectorPort() {
        return ports.collector();
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static RunPorts freePorts() throws IOException {
        int[] free = new int[8];
        ServerSocket[] held = new ServerSocket[free.length];
        for (int i = 0; i < free.length; i++) {
            held[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            free[i] = held[i].getLocalPort();
        }
        for (ServerSocket socket : held) {
            socket.close();
        }
        return new RunPorts(free[0], free[1], free[2], free[3], free[4], free[5], free[6], free[7]);
    }

    @Override
    public void close() {
        daemonController.stop(List.of(KafkaDaemon.NAME));
    }
}
