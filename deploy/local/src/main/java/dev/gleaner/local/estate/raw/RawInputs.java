package dev.gleaner.local.estate.raw;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.Identities;
import dev.gleaner.local.estate.Replay;
import dev.gleaner.local.estate.stream.MetricStream;
import dev.gleaner.local.estate.trail.Trail;
import dev.gleaner.local.estate.trail.TrailFile;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;

/**
 * A whole estate as raw inputs, without a stand-in: instance ids follow from the seed. For benchmarks and tests that feed
 * a collector or its parsers.
 */
public record RawInputs(Replay replay, Identities identities) {

    /** Of an estate that ends then; of its instances alone, since nothing lists buckets and VPCs here. */
    public static RawInputs of(Estate estate, Instant end) {
        Estate seen = estate.instancesAlone();
        return new RawInputs(Replay.endingAt(seen, end), Identities.made(seen));
    }

    /** The trail's log files by time of delivery: keys and gzip bytes. */
    public List<TrailFile> trail() {
        return Trail.files(replay, identities);
    }

    /** The lines of the metric stream, in texts of whole lines: hour by hour, within an hour by instance. */
    public void metrics(Consumer<String> texts) {
        MetricStream stream = new MetricStream(replay, identities);
        Instant from = replay.start();
        while (from.isBefore(replay.end())) {
            Instant hourEnd = from.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
            Instant to = hourEnd.isBefore(replay.end()) ? hourEnd : replay.end();
            stream.write(from, to, resource -> true, texts);
            from = to;
        }
    }
}
