package dev.gleaner.systemtests.ingest;

import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.RunPorts;
import dev.gleaner.local.runtime.kafka.KafkaDaemon;
import dev.gleaner.local.runtime.process.FreePort;
import dev.gleaner.systemtests.environment.WaitDeadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real broker. Its data outlives its process. */
public final class RestartableBroker implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration EVERY = Duration.ofMillis(50);

    private final int port = FreePort.find();
    private final RunFolder run;
    private final List<String> command;
    private KillableProcess killableProcess;

    public RestartableBroker(Path folder) throws IOException {
        this.run = new RunFolder(folder);
        RunPorts ports = new RunPorts(port, FreePort.find(), 0, 0, 0, 0, 0, 0);
        this.command = new KafkaDaemon(run, ports).prepare().command();
        this.killableProcess = start();
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Kills it, and starts it on the same data. */
    void killAndRestart() throws IOException {
        killableProcess.kill();
        killableProcess = start();
    }

    private KillableProcess start() throws IOException {
        KillableProcess started = KillableProcess.start(command, run.log(KafkaDaemon.NAME));
        WaitDeadline.await("the broker", PATIENCE, EVERY, () -> listens(started));
        return started;
    }

    private boolean listens(KillableProcess started) {
        started.requireAlive();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        killableProcess.end();
    }
}
