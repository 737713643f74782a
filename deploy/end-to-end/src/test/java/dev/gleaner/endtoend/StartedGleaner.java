package dev.gleaner.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.process.LocalGleaner;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One local run for all tests of a process, started before the first and stopped after the last of them. Calls of the
 * actuator go through a proxy, so that their number is counted outside of what is tested. The start has the faults that a user's start
 * may have: an estate that can't be built, and processes that are killed in the middle of the replay.
 */
final class StartedGleaner implements BeforeAllCallback {

    private static final int PORT_BASE = 27000;
    private static final int PROXY_PORT = PORT_BASE + 900;

    /** The checkout. */
    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    /** The folder of the run. */
    static final Path RUN = Path.of("target/end-to-end/run").toAbsolutePath();

    static final LocalGleaner GLEANER = new LocalGleaner(ROOT, RUN, PORT_BASE);

    /** Whether this run is the one on a broker with TLS, users and ACLs. */
    private static final boolean SECURED = Boolean.getBoolean("gleaner.test.secured-broker");

    private static final Map<String, String> THROUGH_PROXY = Map.of(
            "GLEANER_ACTUATOR_OPTIONS",
            "-Dactuator.aws.endpoint=http://127.0.0.1:" + PROXY_PORT
                    + " -Dactuator.execution.lease=8s -Dactuator.execution.settle=3s"
                    + " -Dactuator.execution.poll=1s -Dactuator.aws.call-timeout=4s");

    /** Only the stand-in knows which zones there are. */
    private static final String UNKNOWN_ZONE = """
            {"name": "wrong",
             "resources": [{"name": "a", "region": "us-east-1", "zone": "us-east-1z", "type": "m5.large"}]}""";

    /** All on the way of a signal: what was on the way then must be found all the same. */
    private static final List<String> KILLED = List.of("collector", "kafka", "analyzer");

    /** The part of the history by which the first findings are about to come. */
    private static final double UNTIL_FINDINGS = 0.25;

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration ACTION_PATIENCE = Duration.ofSeconds(150);

    private static AwsProxy proxy;

    /** Skips the tests where there is no AWS stand-in. */
    @Override
    public void beforeAll(ExtensionContext context) {
        AwsStandIn.program();
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(StartedGleaner.class))
                .computeIfAbsent(Run.class, key -> new Run(), Run.class)
                .requireStarted();
    }

    /** Stops everything at the end of the suite. A start that failed is not repeated for the next class. */
    private static final class Run implements AutoCloseable {

        private Optional<Throwable> failure = Optional.empty();

        Run() {
            try {
                start();
            } catch (AssertionError | RuntimeException e) {
                failure = Optional.of(e);
            }
        }

        void requireStarted() {
            failure.ifPresent(cause -> {
                throw new AssertionError("the local run did not start", cause);
            });
        }

        private static void start() {
            GLEANER.down("--purge");
            requireRefusalOfAnEstateThatCannotBeBuilt();
            proxy = AwsProxy.start(PROXY_PORT, URI.create("http://127.0.0.1:" + (PORT_BASE + 3)));
            killInTheMiddleOfTheReplay();
            LocalGleaner.Outcome outcome = up();
            assertThat(outcome.exit()).as(outcome.output()).isZero();
            assertThat(Files.exists(RUN.resolve("secrets/kafka-broker.pem"))).isEqualTo(SECURED);
            assertThat(outcome.output()).contains("idle-instance");
            System.out.println("up after a fault took " + outcome.took().toSeconds() + " s");
        }

        @Override
        public void close() {
            LocalGleaner.Outcome outcome = GLEANER.down("--purge");
            if (proxy != null) {
                proxy.close();
            }
            assertThat(outcome.exit()).as(outcome.output()).isZero();
        }
    }

    /** So that the next one starts in the same folder. */
    private static void requireRefusalOfAnEstateThatCannotBeBuilt() {
        LocalGleaner.Outcome refused =
                up(Map.of(), "--estate-file", unknownZone().toString());

        assertThat(refused.exit()).as(refused.output()).isEqualTo(1);
        assertThat(refused.output()).contains("feeder has ended", "Invalid Availability Zone (us-east-1z)");
        assertThat(RUN.resolve("pids")).isEmptyDirectory();
    }

    private static Path unknownZone() {
        try {
            return Files.writeString(Files.createTempFile("unknown-zone", ".json"), UNKNOWN_ZONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Which a supervisor does not mend, since it starts after the first findings. */
    private static void killInTheMiddleOfTheReplay() {
        CompletableFuture<LocalGleaner.Outcome> up = CompletableFuture.supplyAsync(StartedGleaner::up);
        await().atMost(PATIENCE).until(() -> GLEANER.replayed() > UNTIL_FINDINGS || up.isDone());
        double replayed = GLEANER.replayed();

        KILLED.forEach(GLEANER::kill);

        LocalGleaner.Outcome outcome = up.join();
        assertThat(replayed).as(outcome.output()).isPositive().isLessThan(1);
        assertThat(outcome.exit()).as(outcome.output()).isEqualTo(1);
        assertThat(outcome.output()).containsPattern("(collector|kafka|analyzer) has ended");
        System.out.println("up was killed with " + replayed + " of the history after "
                + outcome.took().toSeconds() + " s");
    }

    /** Starts it with the options of these tests. */
    static LocalGleaner.Outcome up() {
        return up(THROUGH_PROXY);
    }

    /** With the stand-in of the other tests, which may have been installed for them. */
    private static LocalGleaner.Outcome up(Map<String, String> environment, String... arguments) {
        Map<String, String> withStandIn = new HashMap<>(environment);
        withStandIn.put("PATH", AwsStandIn.program().getParent() + File.pathSeparator + System.getenv("PATH"));
        List<String> all = new ArrayList<>(List.of(arguments));
        if (SECURED) {
            all.add("--secure-kafka");
        }
        return GLEANER.up(withStandIn, all.toArray(String[]::new));
    }

    /** Waits until an action is in a state. */
    static void awaitState(String action, String state) {
        await().atMost(ACTION_PATIENCE).pollInterval(Duration.ofMillis(250)).untilAsserted(() -> {
            JsonNode shown = GLEANER.get("/api/actions/" + action);
            assertThat(shown.get("state").asText()).as("%s", shown).isEqualTo(state);
        });
    }

    /** The calls of the actuator. */
    static AwsProxy proxy() {
        return proxy;
    }
}
