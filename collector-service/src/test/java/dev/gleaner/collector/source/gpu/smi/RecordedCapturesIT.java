package dev.gleaner.collector.source.gpu.smi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.gleaner.collector.Recordings;
import dev.gleaner.contracts.signal.proto.CardSample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * Outputs of nvidia-smi of eight hosts, all columns of each driver: what is read of them is compared with what awk cuts out
 * of them, and with what another reader of nvidia-smi made of the same hosts.
 */
class RecordedCapturesIT {

    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    /** The column and the factor of each value; what awk leaves out is absent. */
    private static final Map<String, String> COLUMNS = Map.ofEntries(
            Map.entry("utilization", "utilization.gpu [%]|1"),
            Map.entry("encoder", "utilization.encoder [%]|1"),
            Map.entry("decoder", "utilization.decoder [%]|1"),
            Map.entry("memory_used", "memory.used [MiB]|1048576"),
            Map.entry("memory_total", "memory.total [MiB]|1048576"),
            Map.entry("power_draw", "power.draw [W]|1"),
            Map.entry("power_limit", "enforced.power.limit [W]|1"),
            Map.entry("sm_clock", "clocks.current.sm [MHz]|1"),
            Map.entry("sm_clock_maximum", "clocks.max.sm [MHz]|1"));

    /** The metric of the other reader and the factor that brings it to our unit. */
    private static final Map<String, Map.Entry<String, Double>> METRICS = Map.of(
            "utilization", Map.entry("nvidia_smi_utilization_gpu_ratio", 100.0),
            "encoder", Map.entry("nvidia_smi_utilization_encoder_ratio", 100.0),
            "decoder", Map.entry("nvidia_smi_utilization_decoder_ratio", 100.0),
            "memory_used", Map.entry("nvidia_smi_memory_used_bytes", 1.0),
            "memory_total", Map.entry("nvidia_smi_memory_total_bytes", 1.0),
            "power_draw", Map.entry("nvidia_smi_power_draw_watts", 1.0),
            "power_limit", Map.entry("nvidia_smi_enforced_power_limit_watts", 1.0),
            "sm_clock", Map.entry("nvidia_smi_clocks_current_sm_clock_hz", 1e-6),
            "sm_clock_maximum", Map.entry("nvidia_smi_clocks_max_sm_clock_hz", 1e-6),
            "processes", Map.entry("nvidia_smi_compute_apps", 1.0));

    @Test
    void shouldReadEveryCaptureAsAwkDoes() throws Exception {
        Path folder = Recordings.folder("gpu_smi_captures").resolve("csv");
        List<Path> files = list(folder, ".csv");
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            ParsedSmiOutput reading = read(Files.readString(file));

            assertThat(reading.bad()).isEmpty();
            assertThat(reading.readings()).as(file.toString()).hasSize(1);
            CardSample sample = reading.readings().get(0).sample();
            for (Map.Entry<String, String> column : COLUMNS.entrySet()) {
                String expected = awk(folder, file, column.getValue());
                assertThat(value(sample, column.getKey()))
                        .as(column.getKey() + " of " + file)
                        .isEqualTo(expected.isEmpty() ? null : Double.valueOf(expected));
            }
        }
    }

    @Test
    void shouldReadEveryCaptureAsAnotherReaderDoes() throws Exception {
        Path folder = Recordings.folder("gpu_smi_captures");
        int compared = 0;
        for (Path metrics : list(folder.resolve("exporter_metrics"), ".metrics")) {
            Map<String, Double> expected = metrics(metrics);
            CardSample sample =
                    read(sections(folder, metrics)).readings().get(0).sample();
            for (Map.Entry<String, Map.Entry<String, Double>> metric : METRICS.entrySet()) {
                Double theirs = expected.get(metric.getValue().getKey());
                Double ours = value(sample, metric.getKey());
                if (theirs == null) {
                    assertThat(ours).as(metric.getKey() + " of " + metrics).isNull();
                } else {
                    assertThat(ours)
                            .as(metric.getKey() + " of " + metrics)
                            .isCloseTo(theirs * metric.getValue().getValue(), Offset.offset(1e-6));
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(80);
    }

    /** The cards and then the processes of one state of one host, as an agent sends them. */
    private static String sections(Path folder, Path metrics) throws IOException {
        String[] name = metrics.getFileName().toString().replace(".metrics", "").split("__");
        String host = name[0] + "__" + name[1] + "__" + name[2];
        String capture = Files.readString(folder.resolve(host + ".txt"));
        return section(capture, "# " + name[3] + " :: query-gpu (csv, what the exporter parses)")
                + section(capture, "# " + name[3] + " :: query-compute-apps (per-process)");
    }

    private static String section(String capture, String title) {
        int begin = capture.indexOf("####\n", capture.indexOf(title)) + "####\n".length();
        return capture.substring(begin, capture.indexOf("\n####", begin) + 1);
    }

    private static Map<String, Double> metrics(Path file) throws IOException {
        Map<String, Double> values = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.startsWith("#") && line.contains("{") && !line.contains("NaN")) {
                values.put(
                        line.substring(0, line.indexOf('{')),
                        Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)));
            }
        }
        return values;
    }

    private static String awk(Path folder, Path file, String column) throws Exception {
        String[] parts = column.split("\\|");
        String script = "awk -F', ' -v name='" + parts[0] + "' -v factor=" + parts[1]
                + " 'NR == 1 { for (i = 1; i <= NF; i++) { sub(/\\r$/, \"\", $i); if ($i == name) c = i } }"
                + " NR == 2 && $c ~ /^[0-9]/ { printf \"%.2f\", $c * factor }' '" + file.getFileName() + "'";
        return new String(Recordings.shell(folder, script), StandardCharsets.UTF_8);
    }

    private static Double value(CardSample sample, String name) {
        FieldDescriptor field = CardSample.getDescriptor().findFieldByName(name);
        return sample.hasField(field) ? ((Number) sample.getField(field)).doubleValue() : null;
    }

    private static List<Path> list(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(files.filter(file -> file.toString().endsWith(ending))
                    .filter(file -> !file.toString().contains("demo"))
                    .toList());
        }
    }

    private static ParsedSmiOutput read(String output) throws ParsedSmiOutput.Unusable {
        return ParsedSmiOutput.of(output, new HostTimestampParser(ZoneOffset.UTC), LATER);
    }
}
