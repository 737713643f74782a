package dev.gleaner.test.postgres;

import dev.gleaner.local.runtime.process.ProcessSignal;
import dev.gleaner.test.process.OncePerJvm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/**
 * The server of {@link RealPostgres} while it stands still, as on a host that hangs: its connections stay open, and what it received
 * is done when it is closed.
 */
public final class FrozenPostgres implements AutoCloseable {

    private final Runnable thaw;

    private FrozenPostgres(Runnable thaw) {
        this.thaw = thaw;
    }

    /** Suspends the server, which must have been started. */
    public static FrozenPostgres freeze() {
        Map<String, String> facts = OncePerJvm.facts(PostgresStarter.class);
        return Optional.ofNullable(facts.get(PostgresStarter.PID))
                .map(pid -> process(Long.parseLong(pid)))
                .orElseGet(() -> container(facts.getOrDefault(PostgresStarter.CONTAINER, "")));
    }

    private static FrozenPostgres process(long pid) {
        ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
        // It first, so that it starts no further ones.
        ProcessSignal.STOP.send(server);
        List<ProcessHandle> all =
                Stream.concat(Stream.of(server), server.descendants()).toList();
        all.forEach(ProcessSignal.STOP::send);
        return new FrozenPostgres(() -> all.forEach(ProcessSignal.CONT::send));
    }

    private static FrozenPostgres container(String id) {
        DockerClientFactory.instance().client().pauseContainerCmd(id).exec();
        return new FrozenPostgres(() ->
                DockerClientFactory.instance().client().unpauseContainerCmd(id).exec());
    }

    /** Lets it go on. */
    @Override
    public void close() {
        thaw.run();
    }
}
