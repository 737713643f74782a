package dev.gleaner.local.estate.file;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.ExpectedFindings;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.EstateSeries;
import dev.gleaner.local.estate.series.EstateTime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads recorded CPU and network series as an estate: one instance per file, shifted so that each series ends now. */
public final class RecordedEstateReader {

    private static final String SERIES = "cloudwatch_nab/data/realAWSCloudwatch";
    private static final String VERDICTS = "/estate/recorded-verdicts.json";

    private RecordedEstateReader() {}

    /** Reads a folder of recordings; {@link IOException} when it contains no series. */
    public static Estate read(Path recordings) throws IOException {
        Path folder = recordings.resolve(SERIES);
        if (!Files.isDirectory(folder)) {
            throw new IOException("no recorded series: there is no folder " + folder);
        }
        List<EstateInstance> resources = new ArrayList<>();
        List<EstateSeries> series = new ArrayList<>();
        Duration longest = Duration.ZERO;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.csv")) {
            for (Path file : sorted(files)) {
                Optional<EstateMetric> metric = metric(name(file));
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

    private static Optional<EstateMetric> metric(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.contains("cpu")) {
            return Optional.of(EstateMetric.CPU_UTILIZATION);
        }
        return lower.contains("network_in") || lower.contains("networkin")
                ? Optional.of(EstateMetric.NETWORK_IN)
                : Optional.empty();
    }

    private static EstateInstance resource(String name) {
        return new EstateInstance(
                name,
                EstateInstance.DEFAULT_ACCOUNT,
                "us-east-1",
                "us-east-1a",
                "m5.large",
                Map.of(
                        "Name",
                        name,
                        "environment",
                        "dev",
                        "team",
                        "recordings",
                        "project",
                        "recordings",
                        "cost-center",
                        "cc-1"),
                EstateInstance.Platform.LINUX,
                EstateInstance.Market.ON_DEMAND,
                EstateInstance.State.RUNNING,
                null,
                null,
                null);
    }

    private static EstateSeries series(String name, EstateMetric metric, RecordedSeries recorded) {
        EstateTime start = EstateTime.before(recorded.length());
        return metric.additive()
                ? new EstateSeries(
                        name, metric, start, EstateSeries.FIVE_MINUTES, List.of(), List.of(), recorded.values(), null)
                : new EstateSeries(
                        name, metric, start, EstateSeries.FIVE_MINUTES, recorded.values(), List.of(), List.of(), null);
    }

    /** The expected findings on these files; the file of verdicts contains the reasons. */
    private static ExpectedFindings truth(List<EstateInstance> resources) throws IOException {
        Map<String, Verdict> verdicts = verdicts();
        List<String> insufficient = resources.stream()
                .map(EstateInstance::name)
                .filter(name -> verdicts.getOrDefault(name, Verdict.UNKNOWN).isInsufficient())
                .toList();
        return new ExpectedFindings(
                new TreeMap<>(Map.of("idle-instance", List.of(), "sporadic-instance", List.of())),
                new TreeMap<>(Map.of("idle-instance", insufficient)));
    }

    /** The expected verdicts by name of file. */
    static Map<String, Verdict> verdicts() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                RecordedEstateReader.class.getResourceAsStream(VERDICTS), VERDICTS + " is missing")) {
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

    /** The expected verdict on a recorded series, with its reason. */
    record Verdict(String idle, String because) {

        static final Verdict UNKNOWN = new Verdict("", "");

        boolean isInsufficient() {
            return idle.equals("insufficient");
        }
    }

    /**
     * The values of a file of the Numenta Anomaly Benchmark ({@code timestamp,value}), one for each five minutes from
     * its first line on. Gaps are null; of two values for the same five minutes the first counts.
     */
    record RecordedSeries(List<@Nullable Double> values) {

        private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

        /** Reads a file; {@link IOException} with the line when its format is wrong. */
        static RecordedSeries read(Path file) throws IOException {
            List<String> lines = Files.readAllLines(file);
            List<@Nullable Double> values = new ArrayList<>();
            @Nullable LocalDateTime first = null;
            for (int i = 1; i < lines.size(); i++) {
                try {
                    String[] cells = lines.get(i).split(",", 2);
                    LocalDateTime time = LocalDateTime.parse(cells[0], TIME);
                    first = first == null ? time : first;
                    put(values, place(first, time), Double.parseDouble(cells[1]));
                } catch (DateTimeParseException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
                    throw new IOException(file + " line " + (i + 1) + " is not timestamp,value: " + lines.get(i), e);
                }
            }
            return new RecordedSeries(Collections.unmodifiableList(values));
        }

        Duration length() {
            return Duration.ofSeconds((long) values.size() * EstateSeries.FIVE_MINUTES);
        }

        private static int place(LocalDateTime first, LocalDateTime time) {
            return (int) Math.round((double) Duration.between(first, time).toSeconds() / EstateSeries.FIVE_MINUTES);
        }

        private static void put(List<@Nullable Double> values, int place, double value) {
            while (values.size() <= place) {
                values.add(null);
            }
            if (values.get(place) == null) {
                values.set(place, value);
            }
        }
    }
}
