package dev.gleaner.benchmarks.flood;

import dev.gleaner.benchmarks.Benchmark;
import dev.gleaner.contracts.finding.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Thousands of findings at once, people who go on deciding meanwhile, and then more approvals than the budget allows. The
 * actuator is the packaged one with a small heap, on a real broker and a real database; AWS is a fake that counts.
 */
public final class Flood implements Benchmark {

    private static final long SEED = 42;

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
        Path folder =
                Files.createTempDirectory(Path.of("benchmarks/target"), "flood").toAbsolutePath();
        List<Finding> findings = Fleet.findings(limits.findings(), SEED);
        Outcome outcome;
        try (Surroundings surroundings = Surroundings.start(folder);
                FakeAws aws = new FakeAws(Course.byInstance(findings).keySet());
                Actuator actuator = start(surroundings, aws, folder);
                Memory memory = new Memory(actuator)) {
            outcome = new Course(limits, findings, surroundings, aws, actuator, memory).run();
        }
        outcome.print();
        if (!outcome.faults().isEmpty()) {
            throw new IllegalStateException(String.join("; ", outcome.faults()) + "; see " + folder);
        }
        return new Figure(String.format("%.1f", outcome.p99Millis()), "ms");
    }

    private Actuator start(Surroundings surroundings, FakeAws aws, Path folder) throws IOException {
        Path tokens =
                Files.writeString(folder.resolve("tokens"), Actuator.TOKEN + " people viewer,approver,operator\n");
        Map<String, String> settings = Map.of(
                "kafka.bootstrap.servers", surroundings.bootstrapServers(),
                "gleaner.access.token-file", tokens.toString(),
                "actuator.audit.heads-folder", folder.resolve("heads").toString(),
                "actuator.slack.port", Integer.toString(surroundings.slackPort()),
                "actuator.aws.endpoint", aws.endpoint(),
                "actuator.dry-run", "false");
        Map<String, String> environment = new HashMap<>(surroundings.databaseEnvironment());
        environment.putAll(limits.environment());
        environment.putAll(Map.of(
                "AWS_ACCESS_KEY_ID",
                "flood",
                "AWS_SECRET_ACCESS_KEY",
                "flood",
                "AWS_DISABLE_REQUEST_COMPRESSION",
                "true"));
        return Actuator.start(
                surroundings.actuatorPort(), limits.heap(), settings, environment, folder.resolve("actuator.log"));
    }
}
