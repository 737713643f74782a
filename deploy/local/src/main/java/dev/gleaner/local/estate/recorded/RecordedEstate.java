package dev.gleaner.local.estate.recorded;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.Market;
import dev.gleaner.local.estate.Metric;
import dev.gleaner.local.estate.Platform;
import dev.gleaner.local.estate.Resource;
import dev.gleaner.local.estate.Series;
import dev.gleaner.local.estate.State;
import dev.gleaner.local.estate.Truth;
import dev.gleaner.local.estate.When;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Recorded CPU and network series as an estate: one instance a file, shifted so that each series ends now. */
public final class RecordedEstate {

    private static final String SERIES = "cloudwatch_nab/data/realAWSCloudwatch";
    private static final String VERDICTS = "/estate/recorded-verdicts.json";

    private RecordedEstate() {}

    /** The estate of a folder of recordings; {@link IOException} when it holds no series. */
    public static Estate read(Path recordings) throws IOException {
        Path folder = recordings.resolve(SERIES);
        if (!Files.isDirectory(folder)) {
            throw new IOException("no recorded series: there is no folder " + folder);
        }
        List<Resource> resources = new ArrayList<>();
        List<Series> series = new ArrayList<>();
        Duration longest = Duration.ZERO;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.csv")) {
            for (Path file : sorted(files)) {
                Optional<Metric> metric = metric(name(file));
                if (metric.isPresent()) {
                    RecordedSeries values = RecordedSeries.read(file);
                    resources.add(resource(name(file)));
                    series.add(series(name(file), metric.get(), values));
                    longest = longest.compareTo(values.length()) > 0 ? longest : values.length();
                }
            }
        }
        return new Estate("recordings", 0, (int) longest.toDays() + 1, resources, series, List.of(), truth(resources));
    }

    /** The folder with the most CloudTrail log files below the recordings; empty when there is none. */
    public static Optional<Path> trail(Path recordings) throws IOException {
        Optional<Path> best = Optional.empty();
        long most = 0;
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(recordings, "cloudtrail_*")) {
            for (Path folder : sorted(folders)) {
                long files = logFiles(folder);
                if (files > most) {
                    most = files;
                    best = Optional.of(folder.toAbsolutePath().normalize());
                }
            }
        }
        return best;
    }

    private static long logFiles(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(".*_CloudTrail_.*\\.json(\\.gz)?"))
                    .count();
        }
    }

    private static Optional<Metric> metric(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.contains("cpu")) {
            return Optional.of(Metric.CPU_UTILIZATION);
        }
        return lower.contains("network_in") || lower.contains("networkin")
                ? Optional.of(Metric.NETWORK_IN)
                : Optional.empty();
    }

    private static Resource resource(String name) {
        return new Resource(
                name,
                Resource.DEFAULT_ACCOUNT,
                "us-east-1",
                "us-east-1a",
                "m5.large",
                Map.of("Name", name, "environment", "dev"),
                Platform.LINUX,
                Market.ON_DEMAND,
                State.RUNNING,
                null,
                null);
    }

    private static Series series(String name, Metric metric, RecordedSeries recorded) {
        When start = When.before(recorded.length());
        return metric.additive()
                ? new Series(name, metric, start, Series.FIVE_MINUTES, List.of(), List.of(), recorded.values(), null)
                : new Series(name, metric, start, Series.FIVE_MINUTES, recorded.values(), List.of(), List.of(), null);
    }

    /** What is known to be right of these files; see the verdicts' file for the reasons. */
    private static Truth truth(List<Resource> resources) throws IOException {
        Map<String, Verdict> verdicts = verdicts();
        List<String> insufficient = resources.stream()
                .map(Resource::name)
                .filter(name -> verdicts.getOrDefault(name, Verdict.UNKNOWN).isInsufficient())
                .toList();
        return new Truth(
                new TreeMap<>(Map.of("idle-instance", List.of(), "sporadic-instance", List.of())),
                new TreeMap<>(Map.of("idle-instance", insufficient)));
    }

    /** The expected verdicts by name of file. */
    static Map<String, Verdict> verdicts() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(RecordedEstate.class.getResourceAsStream(VERDICTS), VERDICTS + " is missing")) {
            return Json.mapper().readValue(in, new TypeReference<>() {});
        }
    }

    private static List<Path> sorted(DirectoryStream<Path> paths) {
        List<Path> sorted = new ArrayList<>();
        paths.forEach(sorted::add);
        sorted.sort(null);
        return sorted;
    }

    private static String name(Path file) {
        return file.getFileName().toString().replaceFirst("\\.csv$", "");
    }

    /** What the rules have to say of a recorded series, and why. */
    record Verdict(String idle, String because) {

        static final Verdict UNKNOWN = new Verdict("", "");

        boolean isInsufficient() {
            return idle.equals("insufficient");
        }
    }
}
