package dev.gleaner.systemtests.environment;

import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.RunPorts;
import dev.gleaner.local.runtime.kafka.KafkaDaemon;
import dev.gleaner.local.runtime.process.FreePort;
import dev.gleaner.local.runtime.process.ReadinessCondition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A Kafka broker as a child process. It can be killed and started again on the same data. */
public final class KafkaBrokerProcess implements AutoCloseable {

    private static final Duration STARTUP_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private final int port = FreePort.find();
    private final Path log;
    private final List<String> command;
    private ChildProcess process;

    /** Starts a broker with its data and log in this folder, and waits until it listens. */
    public KafkaBrokerProcess(Path folder) throws IOException {
        RunFolder run = new RunFolder(folder);
        RunPorts ports = new RunPorts(port, FreePort.find(), 0, 0, 0, 0, 0, 0);
        this.log = run.log(KafkaDaemon.NAME);
        this.command = new KafkaDaemon(run, ports).prepare().command();
        this.process = start();
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Sends SIGKILL, and starts it again on the same data. */
    public void killAndRestart() throws IOException {
        process.kill();
        process = start();
    }

    private ChildProcess start() throws IOException {
        ChildProcess started = ChildProcess.start(command, Map.of(), log);
        ReadinessCondition listens = ReadinessCondition.Check.listens(KafkaDaemon.NAME, port);
        WaitDeadline.await("the broker listens; see " + log, STARTUP_TIMEOUT, POLL_INTERVAL, () -> {
            started.requireAlive();
            return listens.missing().isEmpty();
        });
        return started;
    }

    @Override
    public void close() {
        process.close();
    }
}
