package dev.gleaner.gpu.agent;

import dev.gleaner.gpu.smi.StateChangeLog;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Sends what nvidia-smi says about this host's cards to Gleaner's collector, until it is ended. */
public final class GpuAgentCommand {

    private static final Duration METADATA_PATIENCE = Duration.ofSeconds(2);

    private GpuAgentCommand() {}

    /** Exits 2 when it is called wrongly, and 1 when it can't start. */
    public static void main(String[] arguments) throws InterruptedException {
        // A connection is kept while it catches up, not from one minute to the next, when it may be dead.
        System.setProperty("jdk.httpclient.keepalive.timeout", "10");
        int status = start(List.of(arguments), System.getenv());
        if (status != 0) {
            System.exit(status);
        }
    }

    private static int start(List<String> arguments, Map<String, String> environment) throws InterruptedException {
        try {
            start(AgentSettings.of(arguments, environment));
            return 0;
        } catch (IllegalArgumentException e) {
            log(String.valueOf(e.getMessage()));
            System.err.println(AgentSettings.USAGE);
            return 2;
        } catch (IOException | InstanceMetadataClient.UnknownInstanceException e) {
            log("can't start: " + (e instanceof InstanceMetadataClient.UnknownInstanceException ? e.getMessage() : e));
            return 1;
        }
    }

    private static void start(AgentSettings settings)
            throws IOException, InstanceMetadataClient.UnknownInstanceException, InterruptedException {
        String unused = new BearerTokenFile(settings.tokenFile()).read();
        FolderLock lock = FolderLock.take(settings.buffer());
        InstanceArn instance = settings.instance().isPresent()
                ? settings.instance().get()
                : new InstanceMetadataClient(settings.metadata(), METADATA_PATIENCE).instance();
        log("sends the cards of " + instance.text() + " to " + settings.url());
        GpuAgentRunner agent = new GpuAgentRunner(
                settings,
                lock,
                instance,
                new StateChangeLog(GpuAgentCommand::log, GpuAgentCommand::log),
                Clock.systemUTC());
        Runtime.getRuntime().addShutdownHook(new Thread(agent::stop, "stop"));
        // Half an agent would look like a whole one: what started it starts it again.
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
            log("failed: " + e);
            System.exit(1);
        });
        agent.start();
    }

    /** A line of the log; systemd adds the time. */
    private static void log(String line) {
        System.err.println("gleaner-gpu-agent: " + line);
    }
}
