package dev.gleaner.systemtests.ingest;

import dev.gleaner.analyzer.backtest.Backtest;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.systemtests.Benchmark;
import dev.gleaner.systemtests.trail.GeneratedTrail;
import dev.gleaner.systemtests.trail.TrailSignals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Kills the packaged collector and its broker while the collector reads a trail. Each published event must arrive at least
 * once, and the analyzer must find the same as without a kill.
 */
public final class IngestCrash implements Benchmark {

    private static final int RECORDS = 100_000;
    private static final int LARGEST_FILE = 1000;

    /** Slightly less than the average of files of such sizes. */
    private static final int RECORDS_A_FILE = 130;

    private static final List<IngestCrashScenario.Kill> KILLS = List.of(
            new IngestCrashScenario.Kill(0.1, true, false),
            new IngestCrashScenario.Kill(0.25, false, true),
            new IngestCrashScenario.Kill(0.4, true, false),
            new IngestCrashScenario.Kill(0.55, true, true),
            new IngestCrashScenario.Kill(0.7, false, true),
            new IngestCrashScenario.Kill(0.85, true, false));

    /** IP ranges of another region, so that there are findings that depend on the events. */
    private static final String RANGES = "{\"prefixes\":[{\"ip_prefix\":\"198.51.100.0/24\",\"region\":\"sa-east-1\"}],"
            + "\"ipv6_prefixes\":[{\"ipv6_prefix\":\"2001:db8::/32\",\"region\":\"sa-east-1\"}]}";

    @Override
    public String name() {
        return "ingest-crash";
    }

    @Override
    public String summary() {
        return "[records, else " + RECORDS
                + "]: events lost, and findings that differ, when collector and broker are killed";
    }

    @Override
    public Figure run(List<String> arguments) throws Exception {
        int records = arguments.isEmpty() ? RECORDS : Integer.parseInt(arguments.get(0));
        Path folder = Files.createTempDirectory(Path.of("system-tests/target"), "ingest-crash")
                .toAbsolutePath();
        Path files = folder.resolve("files");
        GeneratedTrail made = GeneratedTrail.write(files, 3, 1 + records / RECORDS_A_FILE, LARGEST_FILE);
        System.out.printf(
                "%d records in %d files, %d events to publish; logs and data are in %s%n",
                made.records(), made.files(), made.ids().size(), folder);
        System.out.println("              kills  events arrived  repeated  lost  findings");
        Set<String> expected = new HashSet<>(made.ids());
        Outcome undisturbed = run("undisturbed", folder, files, List.of(), expected);
        Outcome killed = run("killed", folder, files, KILLS, expected);
        long differing = difference(undisturbed.findings(), killed.findings());
        System.out.printf("%d findings differ%n", differing);
        if (undisturbed.lost() > 0 || undisturbed.findings().isEmpty()) {
            throw new IllegalStateException(
                    "the run without kills lost events or found nothing, so that it cannot be compared");
        }
        return Figure.violations(killed.lost() + differing, "lost events + differing findings");
    }

    private static Outcome run(
            String name, Path folder, Path files, List<IngestCrashScenario.Kill> kills, Set<String> expected)
            throws IOException {
        Path ranges = Files.writeString(folder.resolve("ip-ranges.json"), RANGES);
        List<String> options = List.of("-Xmx512m", "-XX:+UseSerialGC", "-Dcollector.ip-ranges.url=" + ranges.toUri());
        Path own = Files.createDirectories(folder.resolve(name));
        try (IngestCrashScenario ingestCrashScenario = new IngestCrashScenario(own, options)) {
            ingestCrashScenario.run(files, kills, expected);
            Outcome outcome = Outcome.of(ingestCrashScenario, expected);
            System.out.printf(
                    "%-12s  %5d  %14d  %8d  %4d  %8d%n",
                    name,
                    ingestCrashScenario.kills(),
                    ingestCrashScenario.ids().size(),
                    ingestCrashScenario.events() - ingestCrashScenario.ids().size(),
                    outcome.lost(),
                    outcome.findings().size());
            return outcome;
        }
    }

    private static long difference(Set<String> one, Set<String> other) {
        List<String> either = new ArrayList<>(one);
        either.addAll(other);
        return either.stream()
                .filter(finding -> !(one.contains(finding) && other.contains(finding)))
                .count();
    }

    /** The result of a run. */
    private record Outcome(long lost, Set<String> findings) {

        static Outcome of(IngestCrashScenario ingestCrashScenario, Set<String> expected) {
            List<Finding> finals = Backtest.ofDefaults()
                    .run(TrailSignals.of(ingestCrashScenario.signals()).asRecorded())
                    .finals();
            return new Outcome(
                    expected.stream()
                            .filter(id -> !ingestCrashScenario.ids().contains(id))
                            .count(),
                    finals.stream().map(Json::text).collect(Collectors.toSet()));
        }
    }
}
