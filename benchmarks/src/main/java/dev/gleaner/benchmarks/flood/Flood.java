package dev.gleaner.benchmarks.flood;

import dev.gleaner.benchmarks.Benchmark;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * Thousands of findings at once, people who go on deciding meanwhile, and then more approvals than the budget allows. The
 * actuator is the packaged one with a small heap, on a real broker and a real database; AWS is a fake that counts.
 */
public final class Flood implements Benchmark {

    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final Duration AFTERWARDS = Duration.ofSeconds(20);

    private static final String PLANS = "select f.id, f.plan from finding f join proposal p on p.target = f.target"
            + " where p.state = 'open' and f.plan is not null limit ";

    private final Limits limits = Limits.DEFAULT;

    @Override
    public String name() {
        return "flood";
    }

    @Override
    public String summary() {
        return "p99 from decision to AWS request while " + limits.findings()
                + " findings come at once; never above budget, memory flat";
    }

    @Override
    public Figure run(List<String> arguments) throws Exception {
        Path folder = Files.createTempDirectory(Path.of("benchmarks/target"), "flood").toAbsolutePath();
        List<Finding> findings = Fleet.findings(limits.findings(), 42);
        Outcome outcome;
        try (Surroundings surroundings = Surroundings.start(folder);
                FakeAws aws = new FakeAws(instances(findings).keySet());
                Actuator actuator = start(surroundings, aws, folder);
                Memory memory = new Memory(actuator)) {
            outcome = flood(findings, surroundings, aws, actuator, memory);
        }
        outcome.print();
        if (!outcome.faults().isEmpty()) {
            throw new IllegalStateException(String.join("; ", outcome.faults()) + "; see " + folder);
        }
        return new Figure(String.format("%.1f", outcome.p99Millis()), "ms");
    }

    private Outcome flood(
            List<Finding> findings, Surroundings surroundings, FakeAws aws, Actuator actuator, Memory memory)
            throws Exception {
        Deciders deciders = new Deciders(actuator);
        memory.look("idle");
        Instant sent = Analyzer.publish(surroundings.bootstrapServers(), findings);
        CompletableFuture<Void> people =
                CompletableFuture.runAsync(() -> decideWhileFlooded(surroundings, deciders));
        Instant planned = awaitPlans(surroundings, actuator);
        people.join();
        await("all that was approved to be done", () -> aws.stops().size() >= limits.whileFlooded());
        memory.look("all planned");
        Histogram latency = latency(instances(findings), deciders.decided(), aws.stops());
        Deciders.Listing whole = deciders.list("");
        Deciders.Listing page = deciders.list("&limit=100");
        memory.look("the whole list read");
        deciders.approve(plans(surroundings, limits.atOnce()), Duration.ZERO);
        LockSupport.parkNanos(AFTERWARDS.toNanos());
        memory.look("more approved than allowed");
        Spending actions = new Spending();
        Spending dollars = new Spending();
        Map<String, Finding> byInstance = instances(findings);
        aws.stops().forEach((instance, at) -> {
            actions.add(at, BigDecimal.ONE);
            dollars.add(at, byInstance.get(instance).saving().monthly());
        });
        return new Outcome(
                limits,
                Duration.between(sent, planned),
                latency,
                whole,
                page,
                deciders.decided().size(),
                actions,
                dollars,
                memory.growth(),
                memory.peakResident(),
                aws);
    }

    private Actuator start(Surroundings surroundings, FakeAws aws, Path folder) throws IOException {
        Path tokens = Files.writeString(folder.resolve("tokens"), Actuator.TOKEN + " people viewer,approver,operator\n");
        Map<String, String> settings = new HashMap<>(limits.settings());
        settings.put("kafka.bootstrap.servers", surroundings.bootstrapServers());
        settings.put("gleaner.access.token-file", tokens.toString());
        settings.put("actuator.audit.heads-folder", folder.resolve("heads").toString());
        settings.put("actuator.slack.port", Integer.toString(surroundings.slackPort()));
        settings.put("actuator.aws.endpoint", aws.endpoint());
        settings.put("actuator.dry-run", "false");
        Map<String, String> environment = new HashMap<>(surroundings.databaseEnvironment());
        environment.putAll(Map.of(
                "AWS_ACCESS_KEY_ID", "flood", "AWS_SECRET_ACCESS_KEY", "flood", "AWS_DISABLE_REQUEST_COMPRESSION", "true"));
        return Actuator.start(
                surroundings.actuatorPort(), limits.heap(), settings, environment, folder.resolve("actuator.log"));
    }

    /** From when the first plans are there; small portions, so that they are of the plans that were just made. */
    private void decideWhileFlooded(Surroundings surroundings, Deciders deciders) {
        while (deciders.decided().size() < limits.whileFlooded()) {
            int portion = Math.min(10, limits.whileFlooded() - deciders.decided().size());
            List<Map.Entry<String, String>> plans = plans(surroundings, portion);
            if (plans.isEmpty()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
            deciders.approve(plans, limits.apart());
        }
    }

    private static List<Map.Entry<String, String>> plans(Surroundings surroundings, int count) {
        try {
            return List.copyOf(surroundings.pairs(PLANS + count).entrySet());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Instant awaitPlans(Surroundings surroundings, Actuator actuator) {
        String planned = "select count(*) from audit_entry where kind = 'proposed'";
        await("all plans", () -> {
            if (!actuator.isAlive()) {
                throw new IllegalStateException("the actuator ended");
            }
            return surroundings.count(planned) >= limits.findings();
        });
        return Instant.now();
    }

    private static Histogram latency(
            Map<String, Finding> byInstance, Map<String, Instant> decided, Map<String, Instant> stops) {
        Histogram latency = new Histogram(3);
        stops.forEach((instance, at) -> {
            Finding finding = byInstance.get(instance);
            Instant yes = decided.get(finding.id());
            latency.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(Duration.between(yes, at).toNanos())));
        });
        return latency;
    }

    private static Map<String, Finding> instances(List<Finding> findings) {
        return findings.stream()
                .collect(Collectors.toMap(finding -> Arn.parse(finding.resource()).id(), finding -> finding));
    }

    private interface Condition {
        boolean holds() throws SQLException;
    }

    private static void await(String what, Condition condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!condition.holds()) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("waited in vain for " + what);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
