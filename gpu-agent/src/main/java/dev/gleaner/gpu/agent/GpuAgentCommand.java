package dev.gleaner.gpu.agent;

import dev.gleaner.gpu.smi.StateChangeLog;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Sends the output of nvidia-smi about the GPUs of this host to the collector, until it is stopped. */
public final class GpuAgentCommand {

    private static final Duration METADATA_TIMEOUT = Duration.ofSeconds(2);

    private GpuAgentCommand() {}

    /** Exits with 2 for wrong options or variables, and with 1 when it can't start. */
    public static void main(String[] arguments) throws InterruptedException {
        // Connections are reused while the agent catches up, but not from one minute to the next, as they may be dead
        // by then.
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
                : new InstanceMetadataClient(settings.metadata(), METADATA_TIMEOUT).instance();
        log("sends the GPU readings of " + instance.text() + " to " + settings.url());
        GpuAgentRunner agent = new GpuAgentRunner(
                settings,
                lock,
                instance,
                new StateChangeLog(GpuAgentCommand::log, GpuAgentCommand::log),
                Clock.systemUTC());
        Runtime.getRuntime().addShutdownHook(new Thread(agent::stop, "stop"));
        // With one dead thread it would look alive, so that it exits and is restarted.
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
