package dev.gleaner.systemtests.crash;

import dev.gleaner.local.runtime.GleanerHome;
import dev.gleaner.local.runtime.postgres.PostgresDatabase;
import dev.gleaner.local.runtime.process.FreePort;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Real actuators on one database, run from their jar with the agent that halts them. */
final class ActuatorCluster implements AutoCloseable {

    private static final int GRACE_SECONDS = 20;

    /** Tokens of the people who click. */
    private static final String TOKENS = """
            viewer-token vera viewer
            approver-token anna viewer,approver
            second-token bert viewer,approver
            operator-token olga viewer,operator
            """;

    private final List<String> command = new ArrayList<>();
    private final Map<String, String> environment;
    private final Path folder;
    private final List<Replica> running = new ArrayList<>();
    private int halts;

    /** @param agent what the JVM is given for its agent */
    ActuatorCluster(Path folder, String agent, String kafka, PostgresDatabase database, URI aws) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("tokens"), TOKENS);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-javaagent:" + agent,
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager"));
        settings(folder, kafka, aws).forEach((key, value) -> command.add("-D" + key + "=" + value));
        environment = Map.of(
                "ACTUATOR_DATABASE_URL",
                "postgresql://" + database.host() + ":" + database.port() + "/" + database.name(),
                "ACTUATOR_DATABASE_USERNAME",
                database.username(),
                "ACTUATOR_DATABASE_PASSWORD",
                database.password(),
                "AWS_ACCESS_KEY_ID",
                "test",
                "AWS_SECRET_ACCESS_KEY",
                "test");
    }

    /** Patience is measured in seconds here, so that many deaths fit into a minute. */
    private static Map<String, String> settings(Path folder, String kafka, URI aws) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("kafka.bootstrap.servers", kafka);
        // All are in one group, which waits for each that is dead.
        for (String channel : List.of("findings", "confirmations", "echoes")) {
            settings.put("mp.messaging.incoming." + channel + ".session.timeout.ms", "6000");
            settings.put("mp.messaging.incoming." + channel + ".heartbeat.interval.ms", "1000");
        }
        settings.put("gleaner.access.token-file", folder.resolve("tokens").toString());
        settings.put("actuator.dry-run", "false");
        settings.put("actuator.aws.endpoint", aws.toString());
        settings.put("actuator.aws.call-timeout", "2s");
        settings.put("actuator.execution.interval", "1s");
        // Those that stand still until their process halts hold up nobody else.
        settings.put("actuator.execution.parallel", "8");
        settings.put("actuator.execution.lease", "8s");
        settings.put("actuator.execution.settle", "0.5s");
        settings.put("actuator.execution.poll", "PT0.2S");
        settings.put("actuator.execution.retry", "PT0.5S");
        settings.put("actuator.proposal.plan-retry", "1s");
        // So many actions an hour are what budgets and waves are there against.
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

    /** Runs this many from now on. */
    synchronized void scaleTo(int count) throws IOException {
        while (running.size() > count) {
            running.remove(running.size() - 1).end(GRACE_SECONDS);
        }
        while (running.size() < count) {
            running.add(Replica.start(command, environment, folder, running.size()));
        }
    }

    /** Starts those again that were halted. */
    synchronized void restartHalted() throws IOException {
        for (int index = 0; index < running.size(); index++) {
            if (!running.get(index).isAlive()) {
                running.get(index).requireHalted();
                halts++;
                running.set(index, Replica.start(command, environment, folder, index));
            }
        }
    }

    /** Where they listen. */
    synchronized List<URI> addresses() {
        return running.stream().map(Replica::address).toList();
    }

    /** How often one was halted. */
    synchronized int halts() {
        return halts;
    }

    /** The runnable jar. */
    static Path jar() {
        return GleanerHome.service("actuator-service");
    }

    @Override
    public synchronized void close() {
        running.forEach(process -> process.end(GRACE_SECONDS));
        running.clear();
    }

    /** One actuator. */
    static final class Replica {

        /** How the agent ends a process; any other end is a failure of its own. */
        private static final int HALTED = 137;

        private final Process process;
        private final Path log;
        private final int port;

        private Replica(Process process, Path log, int port) {
            this.process = process;
            this.log = log;
            this.port = port;
        }

        static Replica start(List<String> command, Map<String, String> environment, Path folder, int index)
                throws IOException {
            int port = FreePort.find();
            List<String> whole = new ArrayList<>(command);
            whole.addAll(List.of(
                    "-Dquarkus.http.port=" + port, "-jar", ActuatorCluster.jar().toString()));
            Path log = folder.resolve("actuator-" + index + ".log");
            ProcessBuilder builder = new ProcessBuilder(whole)
                    .directory(folder.toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            Process process = builder.start();
            // Whatever becomes of the matrix, no actuator outlives it.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new Replica(process, log, port);
        }

        boolean isAlive() {
            return process.isAlive();
        }

        URI address() {
            return URI.create("http://127.0.0.1:" + port);
        }

        /** Throws when it ended in another way. */
        void requireHalted() {
            if (process.exitValue() != HALTED) {
                throw new IllegalStateException(
                        "an actuator ended by itself with " + process.exitValue() + ": see " + log);
            }
        }

        void end(int graceSeconds) {
            process.destroy();
            try {
                if (!process.waitFor(graceSeconds, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
