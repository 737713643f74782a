package dev.gleaner.analyzer.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Recording;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.signal.proto.Access;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.RecordedDataFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A recorded trace of reads as the data events of a prefix, compared with plain counts and a simulated cache. Its sizes are multiplied by
 * 10,000, so that it costs something, and its time is stretched to a week.
 */
class RecordedReadsTest {

    private static final int DAYS = 7;
    private static final long QUARTER = Duration.ofMinutes(15).toMillis();
    private static final int READS_PER_SIGNAL = 500;
    private static final String PREFIX = Signals.prefix("lake", "blocks/");

    @TempDir
    Path temporary;

    @Test
    void shouldFindTheShareAndTheCacheThatPlainCountsFind() throws IOException {
        List<ObjectAccess> reads = reads();
        List<Pass> passes = passes(reads);
        Finding finding = finding(reads);

        assertThat(value(finding, "reads are known")).isEqualTo(DAYS);
        // Of a frequently read prefix one read of ten thousand may be taken for a repeated report.
        double bytes = reads.stream().mapToLong(ObjectAccess::getBytes).sum();
        assertThat(value(finding, "read a month") * DAYS * 24 / 730).isCloseTo(bytes, within(bytes / 10_000));
        assertThat(value(finding, "requests a month") * DAYS * 24 / 730).isCloseTo(reads.size(), within(1.0));
        assertThat(value(finding, "read again within 30 days")).isCloseTo(100 * repeated(passes), within(1.0));
        // The curve has eight sizes for each doubling, and is steep below the knee.
        double knee = value(finding, "cache size at the knee");
        assertThat(value(finding, "bytes that this cache avoids"))
                .isBetween(
                        100 * avoided(passes, (long) (knee * 8 / 9)) - 0.5,
                        100 * avoided(passes, (long) (knee * 9 / 8)) + 0.5);
        assertThat(finding.saving().monthly().doubleValue())
                .isCloseTo(
                        value(finding, "read from us-west-2 a month")
                                / 1e9
                                * 0.02
                                * value(finding, "bytes that this cache avoids")
                                / 100,
                        within(1.0));
    }

    @Test
    void shouldRenderTheCacheKitFromTheFinding() throws IOException, InterruptedException {
        assumeTrue(hasJq(), "no bash or jq: skipped");
        Path finding = Files.writeString(temporary.resolve("finding.json"), Json.text(finding(reads())));

        Process render = new ProcessBuilder(
                        kit().toString(),
                        finding.toString(),
                        temporary.resolve("out").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(render.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(render.waitFor()).as(output).isZero();
        assertThat(output).contains("the knee of the miss-ratio curve is at").doesNotContain("Note:");
        try (var files = Files.list(temporary.resolve("out"))) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .anyMatch(name -> name.startsWith("s3-cache-lake-blocks-") && name.endsWith(".service"))
                    .contains("gleaner_s3_cache.py");
        }
    }

    private static Finding finding(List<ObjectAccess> reads) {
        Backtest.Result result =
                Backtest.of(Map.of(), Defaults.prices(), ExemptionSource.NONE).run(signals(reads));
        return result.finals().stream()
                .filter(finding -> finding.rule().equals("repeated-download")
                        && finding.status() == Finding.Status.OPEN
                        && finding.resource().equals(PREFIX))
                .findFirst()
                .orElseThrow();
    }

    private static List<ObjectAccess> reads() throws IOException {
        List<String> lines =
                Files.readAllLines(RecordedDataFolder.path("cache_cloudphysics").resolve("cloudPhysicsIO.csv"));
        long first = Long.parseLong(lines.get(1).split(",", -1)[1]);
        long last = Long.parseLong(lines.get(lines.size() - 1).split(",", -1)[1]);
        double stretch = (Duration.ofDays(DAYS).toMillis() - 1.0) / (last - first);
        List<ObjectAccess> reads = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            reads.add(ObjectAccess.newBuilder()
                    .setTime(Recording.START.toEpochMilli() + (long) ((Long.parseLong(cells[1]) - first) * stretch))
                    .setBytes(Long.parseLong(cells[3]) * 10_000)
                    .setKeyHash(Long.parseLong(cells[4]))
                    .setEventId("event-" + reads.size())
                    .build());
        }
        return reads;
    }

    private static List<Signal> signals(List<ObjectAccess> reads) {
        Map<Long, List<ObjectAccess>> hours = new TreeMap<>();
        reads.forEach(read -> hours.computeIfAbsent(read.getTime() / 3_600_000, hour -> new ArrayList<>())
                .add(read));
        List<Signal> signals = new ArrayList<>();
        for (int hour = 0; hour < (DAYS + 2) * 24; hour++) {
            Instant start = Recording.START.plus(Duration.ofHours(hour));
            signals.add(Signals.bucket("lake", start, Inventory.newBuilder()));
            List<ObjectAccess> some = hours.getOrDefault(start.toEpochMilli() / 3_600_000, List.of());
            for (int from = 0; from < some.size(); from += READS_PER_SIGNAL) {
                signals.add(Signals.accesses(
                        PREFIX,
                        start,
                        Access.newBuilder()
                                .setReader("role/job")
                                .setOperation("GetObject")
                                .setReaderRegion("us-west-2")
                                .addAllObjects(some.subList(from, Math.min(some.size(), from + READS_PER_SIGNAL)))));
            }
            signals.add(Signals.progress("inventory-buckets", start.plusSeconds(3600)));
            signals.add(Signals.progress("cloudtrail-s3", start.plusSeconds(3600)));
        }
        return signals;
    }

    /** The reads of an object in a quarter of an hour as one, in the order of the first ones. */
    private static List<Pass> passes(List<ObjectAccess> reads) {
        Map<String, Pass> passes = new LinkedHashMap<>();
        reads.forEach(read -> passes.merge(
                read.getTime() / QUARTER + "-" + read.getKeyHash(),
                new Pass(read.getKeyHash(), read.getBytes()),
                (one, other) -> new Pass(one.key, one.bytes + other.bytes)));
        return List.copyOf(passes.values());
    }

    private static double repeated(List<Pass> passes) {
        Map<Long, Boolean> known = new TreeMap<>();
        long repeated = 0;
        long all = 0;
        for (Pass pass : passes) {
            repeated += known.put(pass.key, true) == null ? 0 : pass.bytes;
            all += pass.bytes;
        }
        return (double) repeated / all;
    }

    /** Share of the bytes that a cache has, which evicts what was not read for the longest time. */
    private static double avoided(List<Pass> passes, long capacity) {
        LinkedHashMap<Long, Long> cache = new LinkedHashMap<>();
        long used = 0;
        long hit = 0;
        long all = 0;
        for (Pass pass : passes) {
            Long size = cache.remove(pass.key);
            hit += size == null ? 0 : pass.bytes;
            all += pass.bytes;
            used -= size == null ? 0 : size;
            long larger = Math.max(pass.bytes, size == null ? 0 : size);
            cache.put(pass.key, larger);
            used += larger;
            while (used > capacity) {
                Map.Entry<Long, Long> oldest = cache.entrySet().iterator().next();
                used -= oldest.getValue();
                cache.remove(oldest.getKey());
            }
        }
        return (double) hit / all;
    }

    private static double value(Finding finding, String name) {
        return finding.evidence().stream()
                .filter(evidence -> evidence.name().equals(name))
                .mapToDouble(Evidence::value)
                .findFirst()
                .orElseThrow();
    }

    private static Path kit() {
        Path above = Path.of("").toAbsolutePath();
        while (!Files.exists(above.resolve("deploy/kits/cache/render"))) {
            above = above.getParent();
        }
        return above.resolve("deploy/kits/cache/render");
    }

    private static boolean hasJq() throws InterruptedException {
        try {
            Process jq = new ProcessBuilder("bash", "-c", "jq --version")
                    .redirectErrorStream(true)
                    .start();
            return jq.waitFor(10, TimeUnit.SECONDS) && jq.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private record Pass(long key, long bytes) {}
}
