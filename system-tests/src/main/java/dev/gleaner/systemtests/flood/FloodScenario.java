package dev.gleaner.systemtests.flood;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.systemtests.environment.TopicPublisher;
import dev.gleaner.systemtests.environment.WaitDeadline;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** A flood from its first finding to its last approval. */
final class FloodScenario {

    private static final Duration TIMEOUT = Duration.ofMinutes(20);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

    /** Long enough to measure the memory of an idle actuator. */
    private static final Duration IDLE_TIME = Duration.ofSeconds(20);

    private static final int CHUNK = 10;
    private static final int SHUTDOWN_FINDINGS = 500;
    private static final String OPEN_IN = "select f.id, f.plan from finding f join proposal p on p.target = f.target"
            + " where p.state = 'open' and f.plan is not null and split_part(p.target, ':', 5) in (";
    private static final String TAKEN_IN = "select count(*) from finding";
    private static final String PLANNED = "select count(*) from finding where plan is not null";

    /** Counts actions whose call AWS has accepted, or which make no call now. */
    private static final String SETTLED = "select count(*) from action where state in"
            + " ('called', 'observed', 'refused', 'failed') or state = 'claimed' and waits_for is not null";

    private static final String WAITS =
            "select finding_id, reason from action where state = 'claimed' and waits_for = 'budget'";

    private final FloodParameters floodParameters;
    private final Map<String, Finding> byInstance;
    private final FloodTestEnvironment floodTestEnvironment;
    private final FloodAwsServer aws;
    private final FloodActuatorProcess actuator;
    private final ApprovalLoadGenerator approvalLoadGenerator;

    FloodScenario(
            FloodParameters floodParameters,
            Map<String, Finding> byInstance,
            FloodTestEnvironment floodTestEnvironment,
            FloodAwsServer aws,
            FloodActuatorProcess actuator) {
        this.floodParameters = floodParameters;
        this.byInstance = Map.copyOf(byInstance);
        this.floodTestEnvironment = floodTestEnvironment;
        this.aws = aws;
        this.actuator = actuator;
        this.approvalLoadGenerator = new ApprovalLoadGenerator(actuator);
    }

    static Map<String, Finding> byInstance(List<Finding> findings) {
        return findings.stream()
                .collect(Collectors.toMap(
                        finding -> Arn.parse(finding.resource()).id(), finding -> finding));
    }

    FloodResult run() throws IOException, InterruptedException {
        MemorySampler memory = new MemorySampler(actuator);
        try (memory) {
            List<Finding> all = List.copyOf(byInstance.values());
            warmUp(all.subList(0, floodParameters.warmUpFindings()));
            memory.markFloodStart();
            Instant sent = publish(all.subList(floodParameters.warmUpFindings(), all.size()));
            CompletableFuture<Void> decisions = CompletableFuture.runAsync(this::decideWhileFlooded);
            double takenIn = await(sent, TAKEN_IN, floodParameters.all());
            double planned = await(sent, PLANNED, floodParameters.all());
            Instant end = Instant.now();
            Set<String> flooded = decidedFrom(sent);
            decisions.join();
            ApprovalLoadGenerator.Listing whole = approvalLoadGenerator.list("");
            ApprovalLoadGenerator.Listing page = approvalLoadGenerator.list("&limit=100");
            for (FloodParameters.Burst burst : floodParameters.bursts()) {
                approvalLoadGenerator.approve(plans(burst.size(), burst.of()), Duration.ZERO);
                await(Instant.now(), SETTLED, approvalLoadGenerator.decided().size());
            }
            pollFirstPage();
            MemoryReport memoryReport = memory.report();
            memory.close();
            Map<String, String> stages = StageLatencies.between(floodTestEnvironment, sent, end);
            return outcome(takenIn, planned, whole, page, flooded, stages, memoryReport, shutDownWhileBusy());
        }
    }

    /** Warm-up findings and decisions, which create connections and clients and load classes. */
    private void warmUp(List<Finding> first) throws IOException, InterruptedException {
        Instant sent = publish(first);
        await(sent, PLANNED, first.size());
        approvalLoadGenerator.approve(
                plans(
                        floodParameters.warmUpDecisions(),
                        FloodFindingGenerator.AccountShare.LARGE,
                        FloodFindingGenerator.AccountShare.SMALL),
                floodParameters.decisionInterval());
        await(sent, SETTLED, approvalLoadGenerator.decided().size());
        approvalLoadGenerator.list("");
        pollFirstPage();
    }

    /** Publishes undecided findings in a new version, and shuts the actuator down. */
    private FloodActuatorProcess.ShutdownResult shutDownWhileBusy() throws IOException {
        Set<String> decided = approvalLoadGenerator.decided().keySet();
        publish(byInstance.values().stream()
                .filter(finding -> !decided.contains(finding.id()))
                .limit(SHUTDOWN_FINDINGS)
                .map(FloodScenario::next)
                .toList());
        return actuator.shutDown();
    }

    private static Finding next(Finding finding) {
        ObjectNode document = Json.mapper().valueToTree(finding);
        return Json.mapper().convertValue(document.put("version", finding.version() + 1), Finding.class);
    }

    private Instant publish(List<Finding> findings) {
        try (TopicPublisher analyzer = new TopicPublisher(floodTestEnvironment.bootstrapServers())) {
            return analyzer.publish(findings);
        }
    }

    private Set<String> decidedFrom(Instant start) {
        return approvalLoadGenerator.decided().entrySet().stream()
                .filter(decision -> !decision.getValue().isBefore(start))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private FloodResult outcome(
            double takenIn,
            double planned,
            ApprovalLoadGenerator.Listing whole,
            ApprovalLoadGenerator.Listing page,
            Set<String> flooded,
            Map<String, String> stages,
            MemoryReport memory,
            FloodActuatorProcess.ShutdownResult shutdownResult) {
        Map<Finding, Instant> done = done();
        Map<String, String> waits = floodTestEnvironment.database().queryPairs(WAITS);
        Set<String> lost = new HashSet<>(approvalLoadGenerator.decided().keySet());
        lost.removeAll(waits.keySet());
        done.keySet().forEach(finding -> lost.remove(finding.id()));
        Set<String> others = new HashSet<>(approvalLoadGenerator.decided().keySet());
        others.removeAll(flooded);
        return new FloodResult(
                floodParameters,
                takenIn,
                planned,
                whole,
                page,
                latency(done, flooded),
                latency(done, others),
                stages,
                waits.size(),
                lost.size(),
                new BudgetUsageCalculator(floodParameters, done, waits.values()).all(),
                memory,
                shutdownResult,
                aws);
    }

    /** Approves in small chunks, so that they contain the newest plans. */
    private void decideWhileFlooded() {
        int all = floodParameters.warmUpDecisions() + floodParameters.decisionsDuringFlood();
        while (approvalLoadGenerator.decided().size() < all) {
            int left = all - approvalLoadGenerator.decided().size();
            Map<String, String> plans = plans(
                    Math.min(CHUNK, left),
                    FloodFindingGenerator.AccountShare.LARGE,
                    FloodFindingGenerator.AccountShare.SMALL);
            if (plans.isEmpty()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
            approvalLoadGenerator.approve(plans, floodParameters.decisionInterval());
        }
    }

    /** Polls the first page of the list while nothing else happens. */
    private void pollFirstPage() throws IOException, InterruptedException {
        long end = System.nanoTime() + IDLE_TIME.toNanos();
        while (System.nanoTime() < end) {
            approvalLoadGenerator.list("&limit=100");
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        }
    }

    private Map<String, String> plans(int count, FloodFindingGenerator.AccountShare... parts) {
        String accounts =
                Arrays.stream(parts).map(part -> "'" + part.account() + "'").collect(Collectors.joining(", "));
        return floodTestEnvironment.database().queryPairs(OPEN_IN + accounts + ") order by f.id limit " + count);
    }

    private Map<Finding, Instant> done() {
        return aws.stops().entrySet().stream()
                .collect(Collectors.toMap(
                        stop -> Objects.requireNonNull(byInstance.get(stop.getKey()), "this instance has no finding"),
                        Map.Entry::getValue));
    }

    private Histogram latency(Map<Finding, Instant> done, Set<String> findings) {
        Histogram latency = new Histogram(3);
        done.forEach((finding, at) -> {
            if (findings.contains(finding.id())) {
                Instant decision =
                        Objects.requireNonNull(approvalLoadGenerator.decided().get(finding.id()));
                latency.recordValue(Math.max(0, Duration.between(decision, at).toNanos() / 1000));
            }
        });
        return latency;
    }

    /** Waits until a query counts so many; the seconds since this time. */
    private double await(Instant since, String query, int count) {
        boolean isReached =
                WaitDeadline.in(TIMEOUT).poll(POLL_INTERVAL, () -> !actuator.isAlive() || count(query) >= count);
        if (!isReached || !actuator.isAlive()) {
            throw new IllegalStateException(
                    "the actuator ended, or did not come to " + count + " within " + TIMEOUT + ": " + query);
        }
        return Duration.between(since, Instant.now()).toMillis() / 1e3;
    }

    private int count(String query) {
        return Integer.parseInt(floodTestEnvironment.database().queryValue(query));
    }

    /** The latencies between the audit entries of an action. */
    static final class StageLatencies {

        /** Joins the audit entries of each action by kind. */
        private static final String TOOK = """
            with entry as (
              select cast(detail as jsonb) ->> 'action' as action, kind, min(at) as at from audit_entry
               where kind in ('decided', 'claimed', 'intent', 'called') group by 1, 2),
            stage as (
              select * from (values ('1 until it is taken up', 'decided', 'claimed'),
                                    ('2 until its intent is written', 'claimed', 'intent'),
                                    ('3 until AWS took the call', 'intent', 'called')) s (name, first, second)),
            took as (
              select stage.name, extract(epoch from b.at - a.at) * 1000 as millis
                from stage join entry a on a.kind = stage.first join entry b on b.kind = stage.second and b.action = a.action
                join entry d on d.kind = 'decided' and d.action = a.action
               where d.at between '""";

        private static final String PERCENTILES = """
            )
            select name, lpad(round(percentile_cont(0.5) within group (order by millis)::numeric, 1)::text, 12)
                      || lpad(round(percentile_cont(0.99) within group (order by millis)::numeric, 1)::text, 13)
              from took group by name
            """;

        private StageLatencies() {}

        /** The p50 and p99 of each stage in milliseconds, for decisions between these times. */
        static Map<String, String> between(FloodTestEnvironment floodTestEnvironment, Instant from, Instant to) {
            return floodTestEnvironment.database().queryPairs(TOOK + from + "' and '" + to + "'" + PERCENTILES);
        }
    }
}
