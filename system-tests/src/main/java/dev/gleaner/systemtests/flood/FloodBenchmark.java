package dev.gleaner.systemtests.flood;

import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.local.runtime.process.FreePort;
import dev.gleaner.systemtests.Benchmark;
import dev.gleaner.systemtests.environment.AccountRoleSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Thousands of findings at once, decisions while they arrive, and then more approvals than the budgets allow. The packaged
 * actuator runs with a small heap, on a Kafka broker and a PostgreSQL database; AWS is a fake that counts its calls.
 */
public final class FloodBenchmark implements Benchmark {

    private static final long SEED = 42;

    private static final int FINDINGS = 10_000;

    @Override
    public String name() {
        return "flood";
    }

    @Override
    public String summary() {
        return "[findings, else " + FINDINGS
                + "]: p99 from decision to AWS request while they come at once; never above budget, memory flat";
    }

    @Override
    public Figure run(List<String> arguments) throws Exception {
        Path folder = Files.createTempDirectory(Path.of("system-tests/target"), "flood")
                .toAbsolutePath();
        FloodParameters floodParameters =
                FloodParameters.of(arguments.isEmpty() ? FINDINGS : Integer.parseInt(arguments.get(0)));
        Map<String, Finding> findings = FloodScenario.byInstance(FloodFindingGenerator.findings(floodParameters, SEED));
        FloodResult floodResult;
        try (FloodTestEnvironment floodTestEnvironment = FloodTestEnvironment.start(folder);
                FloodAwsServer aws = new FloodAwsServer(arns(findings));
                FloodActuatorProcess actuator = start(floodParameters, floodTestEnvironment, aws, folder)) {
            floodResult = new FloodScenario(floodParameters, findings, floodTestEnvironment, aws, actuator).run();
        }
        floodResult.print();
        if (!floodResult.violations().isEmpty()) {
            throw new IllegalStateException(String.join("; ", floodResult.violations()) + "; see " + folder);
        }
        return new Figure(String.format("%.1f", floodResult.p99Millis()), "ms");
    }

    private static Map<String, Arn> arns(Map<String, Finding> findings) {
        return findings.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        finding -> Arn.parse(finding.getValue().resource())));
    }

    private static FloodActuatorProcess start(
            FloodParameters floodParameters, FloodTestEnvironment floodTestEnvironment, FloodAwsServer aws, Path folder)
            throws IOException {
        Path tokens = Files.writeString(
                folder.resolve("tokens"), FloodActuatorProcess.TOKEN + " people viewer,approver,operator\n");
        Map<String, String> settings = new HashMap<>(Map.of(
                "kafka.bootstrap.servers", floodTestEnvironment.bootstrapServers(),
                "gleaner.access.token-file", tokens.toString(),
                "actuator.audit.heads-folder", folder.resolve("heads").toString(),
                "actuator.slack.port", Integer.toString(FreePort.find()),
                "actuator.aws.endpoint", aws.endpoint(),
                "actuator.dry-run", "false"));
        settings.putAll(AccountRoleSettings.of(Arrays.stream(FloodFindingGenerator.AccountShare.values())
                .map(FloodFindingGenerator.AccountShare::account)
                .toList()));
        Map<String, String> environment = new HashMap<>(floodTestEnvironment.databaseEnvironment());
        environment.putAll(floodParameters.environment());
        environment.putAll(Map.of(
                "AWS_ACCESS_KEY_ID",
                "flood",
                "AWS_SECRET_ACCESS_KEY",
                "flood",
                "AWS_DISABLE_REQUEST_COMPRESSION",
                "true"));
        return FloodActuatorProcess.start(
                floodParameters.heap(), settings, environment, folder.resolve("actuator.log"));
    }
}
