package dev.gleaner.systemtests.crash;

import dev.gleaner.local.runtime.GleanerHome;
import dev.gleaner.local.runtime.postgres.PostgresDatabase;
import dev.gleaner.local.runtime.process.FreePort;
import dev.gleaner.systemtests.environment.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Packaged actuators that share a database, each with the Java agent that halts it, if there is one. */
final class ActuatorCluster implements AutoCloseable {

    /** Tokens of the people who decide. */
    private static final String TOKENS = """
            viewer-token vera viewer
            approver-token anna viewer,approver
            second-token bert viewer,approver
            operator-token olga viewer,operator
            """;

    /** The exit status of a process that the agent halts; any other one is a failure. */
    private static final int HALTED = 137;

    private final List<String> jvmOptions;
    private final Map<String, String> settings;
    private final Map<String, String> environment;
    private final Path folder;
    private final List<ServiceProcess> running = new ArrayList<>();
    private int halts;

    /**
     * A cluster of no actuators yet.
     *
     * @param agent the value of {@code -javaagent}; empty without an agent
     * @param limit the time limit of requests
     */
    ActuatorCluster(
            Path folder, Optional<String> agent, Duration limit, String kafka, PostgresDatabase database, URI aws)
            throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("tokens"), TOKENS);
        jvmOptions = Stream.concat(
                        Stream.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                        agent.map(value -> "-javaagent:" + value).stream())
                .toList();
        settings = settings(folder, kafka, aws);
        settings.put("actuator.console.timeout", limit.toString());
        environment = Map.of(
                "ACTUATOR_DATABASE_URL",
                database.reactiveUrl(),
                "ACTUATOR_DATABASE_USERNAME",
                database.username(),
                "ACTUATOR_DATABASE_PASSWORD",
                database.password(),
                "AWS_ACCESS_KEY_ID",
                "test",
                "AWS_SECRET_ACCESS_KEY",
                "test");
    }

    /** Intervals and leases of a few seconds, so that many halts fit into a minute. */
    private static Map<String, String> settings(Path folder, String kafka, URI aws) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("kafka.bootstrap.servers", kafka);
        // All actuators are in one consumer group, which waits for each one that is halted.
        for (String channel : List.of(
                "findings", "confirmations", "echoes", "spend", "work-reports", "gpu-activity", "service-status")) {
            settings.put("mp.messaging.incoming." + channel + ".session.timeout.ms", "6000");
            settings.put("mp.messaging.incoming." + channel + ".heartbeat.interval.ms", "1000");
        }
        settings.put("gleaner.access.token-file", folder.resolve("tokens").toString());
        settings.put("actuator.dry-run", "false");
        settings.put("actuator.aws.endpoint", aws.toString());
        settings.put("actuator.aws.call-timeout", "2s");
        settings.put("actuator.execution.interval", "1s");
        // Actions that are suspended until their process halts do not delay others.
        settings.put("actuator.execution.parallel", "8");
        settings.put("actuator.execution.lease", "8s");
        settings.put("actuator.execution.settle", "0.5s");
        settings.put("actuator.execution.poll", "PT0.2S");
        settings.put("actuator.execution.retry", "PT0.5S");
        settings.put("actuator.proposal.plan-retry", "1s");
        // Budgets and canary waves would delay this many actions an hour.
        settings.put("actuator.guard.canary.first", "100000");
        settings.put("actuator.guard.canary.largest", "100000");
        settings.put("actuator.guard.budget.account-actions", "100000");
        settings.put("actuator.guard.budget.total-actions", "100000");
        settings.put("actuator.guard.budget.account-dollars", "1000000000");
        settings.put("actuator.guard.budget.total-dollars", "1000000000");
        settings.put("actuator.audit.heads-folder", folder.resolve("heads").toString());
        settings.put("actuator.audit.key-file", folder.resolve("heads.key").toString());
        settings.put("actuator.audit.publish-interval", "1s");
        settings.put("actuator.audit.publisher-lease", "3s");
        settings.put("actuator.audit.head-interval", "10s");
        settings.put("actuator.audit.grace", "5s");
        return settings;
    }

    /** Starts or stops actuators until this many run. */
    synchronized void scaleTo(int count) throws IOException {
        while (running.size() > count) {
            running.remove(running.size() - 1).close();
        }
        while (running.size() < count) {
            running.add(launch(running.size()));
        }
    }

    /** Restarts the actuators that were halted. */
    synchronized void restartHalted() throws IOException {
        for (int index = 0; index < running.size(); index++) {
            if (!running.get(index).isAlive()) {
                requireHalted(running.get(index));
                halts++;
                running.set(index, launch(index));
            }
        }
    }

    private ServiceProcess launch(int index) throws IOException {
        return ServiceProcess.launch(new ServiceProcess.Spec(
                GleanerHome.service("actuator-service"),
                FreePort.find(),
                jvmOptions,
                settings,
                environment,
                folder.resolve("actuator-" + index + ".log")));
    }

    private static void requireHalted(ServiceProcess actuator) {
        int status = actuator.process().exitStatus();
        if (status != HALTED) {
            throw new IllegalStateException("an actuator ended by itself with " + status + "; see " + actuator.log());
        }
    }

    /** The HTTP addresses of the running actuators. */
    synchronized List<URI> addresses() {
        return running.stream().map(ServiceProcess::address).toList();
    }

    /** How many halts there were so far. */
    synchronized int halts() {
        return halts;
    }

    @Override
    public synchronized void close() {
        running.forEach(ServiceProcess::close);
        running.clear();
    }
}
