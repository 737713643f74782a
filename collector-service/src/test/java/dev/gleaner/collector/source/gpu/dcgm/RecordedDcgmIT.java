package dev.gleaner.collector.source.gpu.dcgm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gleaner.collector.Recordings;
import dev.gleaner.collector.source.gpu.GpuDeviceReading;
import dev.gleaner.contracts.signal.proto.CardSample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Recorded answers of dcgm-exporter, counted against what {@code grep} and {@code awk} count in the same files. */
class RecordedDcgmIT {

    private static final String READ =
            "grep -E '^DCGM_FI_(DEV_(GPU_UTIL|ENC_UTIL|DEC_UTIL|FB_USED|FB_FREE|FB_TOTAL|POWER_USAGE"
                    + "|ENFORCED_POWER_LIMIT|SM_CLOCK|MAX_SM_CLOCK|MIG_MODE|MIG_MAX_SLICES)|PROF_GR_ENGINE_ACTIVE)[{ ]' ";

    @Test
    void shouldReadRecordedAnswersAsGrepDoes() throws Exception {
        Path folder = Recordings.folder("gpu_dcgm");
        List<Path> files = files(folder);
        assumeTrue(!files.isEmpty(), "no answers in " + folder);

        for (Path file : files) {
            String name = file.getFileName().toString();
            ParsedDcgmResponse reading = new ParsedDcgmResponse(Files.readString(file));
            List<GpuDeviceReading> cards = reading.readings(Instant.EPOCH);

            assertThat(reading.bad()).isEmpty();
            assertThat(reading.samples()).isEqualTo((int) number(folder, READ + name + " | wc -l"));
            assertThat(cards)
                    .hasSize((int) number(folder, READ + name + " | grep -o 'UUID=\"[^\"]*\"' | sort -u | wc -l"));
            assertSum(folder, name, cards, "DCGM_FI_DEV_POWER_USAGE", CardSample::getPowerDraw);
            assertSum(folder, name, cards, "DCGM_FI_DEV_FB_USED", sample -> sample.getMemoryUsed() / 1048576.0);
            assertSum(folder, name, cards, "DCGM_FI_DEV_GPU_UTIL", CardSample::getUtilization);
        }
    }

    private static void assertSum(
            Path folder, String file, List<GpuDeviceReading> cards, String metric, ToDoubleFunction<CardSample> value)
            throws Exception {
        double sum =
                cards.stream().map(GpuDeviceReading::sample).mapToDouble(value).sum();
        assertThat(sum).isEqualTo(number(folder, "awk '/^" + metric + "[{ ]/ {s += $NF} END {print s + 0}' " + file));
    }

    private static double number(Path folder, String script) throws Exception {
        return Double.parseDouble(new String(Recordings.shell(folder, script), UTF_8).strip());
    }

    private static List<Path> files(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".prom"))
                    .sorted()
                    .toList();
        }
    }
}
